package io.peerway.control.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Kind;
import io.peerway.control.model.Kinds;
import java.util.ArrayList;
import java.util.List;

/** Records outside of a store, as JSON: to be looked at, and to be read back elsewhere. */
public final class Records {

  /**
   * A record.
   *
   * @param kind the name of its kind
   * @param record what {@link RecordCodec} makes of it
   */
  public record Item(String kind, JsonNode record) {}

  private static final RecordCodec CODEC = new RecordCodec();
  private static final JsonMapper JSON = new JsonMapper();

  private Records() {}

  /** Every record, by kind and id. */
  public static List<Item> of(Inventory inventory) {
    List<Item> items = new ArrayList<>();
    for (Kind<?> kind : Kinds.all()) {
      inventory.all(kind).forEach(entity -> items.add(new Item(kind.name(), parse(entity))));
    }
    return items;
  }

  private static JsonNode parse(Entity entity) {
    try {
      return JSON.readTree(CODEC.encode(entity));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /**
   * A ledger that has these records, in memory.
   *
   * @throws StoreException if one of them cannot be read
   */
  public static Ledger restore(List<Item> items) {
    Ledger ledger = new Ledger(new MemoryStore());
    ledger.change(
        draft -> {
          for (Item item : items) {
            Kind<?> kind =
                Kinds.named(item.kind())
                    .orElseThrow(
                        () -> new StoreException("there are no records of kind " + item.kind()));
            draft.put(CODEC.decode(kind, item.record().toString()));
          }
          return items.size();
        });
    return ledger;
  }
}
