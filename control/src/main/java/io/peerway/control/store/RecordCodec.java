package io.peerway.control.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.Kind;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Entities as JSON: an object with one member for each component of the record, addresses and times
 * as text, enums by their names, and of a sealed interface the simple name of the record in {@code
 * "@type"}.
 *
 * <p>Reading is strict: a member too many or too few is an error, never a guess.
 */
final class RecordCodec {
  private static final String TYPE = "@type";

  private final JsonMapper mapper =
      JsonMapper.builder()
          .annotationIntrospector(new SealedTypes())
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(new ToText<>(Ipv4Prefix.class, Ipv4Prefix::format))
                  .addDeserializer(
                      Ipv4Prefix.class, new FromText<>(Ipv4Prefix.class, Ipv4Prefix::parse))
                  .addSerializer(new ToText<>(Ipv6Prefix.class, Ipv6Prefix::format))
                  .addDeserializer(
                      Ipv6Prefix.class, new FromText<>(Ipv6Prefix.class, Ipv6Prefix::parse))
                  .addSerializer(new ToText<>(Ipv4Host.class, Ipv4Host::format))
                  .addDeserializer(Ipv4Host.class, new FromText<>(Ipv4Host.class, Ipv4Host::parse))
                  .addSerializer(new ToText<>(Ipv6Address.class, Ipv6Address::format))
                  .addDeserializer(
                      Ipv6Address.class, new FromText<>(Ipv6Address.class, Ipv6Address::parse)))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .build();

  String encode(Entity entity) {
    try {
      return mapper.writeValueAsString(entity);
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(entity.id() + " has no form on disk", bug);
    }
  }

  /**
   * Reads an entity back.
   *
   * @throws StoreException if the text is not an entity of this kind
   */
  Entity decode(Kind<?> kind, String json) {
    try {
      Entity entity = mapper.readValue(json, kind.type());
      if (entity == null) {
        throw unreadable(kind, "it is null", null);
      }
      return entity;
    } catch (JsonProcessingException e) {
      throw unreadable(kind, e.getOriginalMessage(), e);
    }
  }

  private static StoreException unreadable(Kind<?> kind, String why, Throwable cause) {
    return new StoreException("a record of kind %s cannot be read: %s".formatted(kind, why), cause);
  }

  /** Sealed interfaces say which record they are; the model itself knows nothing of JSON. */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass type, JavaType base) {
      if (!isUnion(type.getRawType())) {
        return super.findTypeResolver(config, type, base);
      }
      return new StdTypeResolverBuilder()
          .init(JsonTypeInfo.Id.NAME, null)
          .inclusion(JsonTypeInfo.As.PROPERTY)
          .typeProperty(TYPE);
    }

    @Override
    public List<NamedType> findSubtypes(Annotated type) {
      if (!isUnion(type.getRawType())) {
        return super.findSubtypes(type);
      }
      return Arrays.stream(type.getRawType().getPermittedSubclasses())
          .map(sub -> new NamedType(sub, sub.getSimpleName()))
          .toList();
    }

    // An entity's type is told by its kind.
    private static boolean isUnion(Class<?> type) {
      return type.isSealed() && type.isInterface() && type != Entity.class;
    }
  }

  private static final class ToText<T> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<T, String> format;

    ToText(Class<T> type, Function<T, String> format) {
      super(type);
      this.format = format;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(format.apply(value));
    }
  }

  private static final class FromText<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parse;

    FromText(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      String text = json.getText();
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException malformed) {
        throw context.weirdStringException(text, handledType(), malformed.getMessage());
      }
    }
  }
}
