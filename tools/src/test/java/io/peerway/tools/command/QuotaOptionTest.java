package io.peerway.tools.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.tools.outcome.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaOptionTest {
  @Test
  void shouldChangeTheQuotasThatAreGivenAndNoOthers() {
    Quotas quotas = QuotaOption.read(List.of("routes-per-table=1000", "vpcs-per-region=0"));

    assertThat(quotas.of(Quota.ROUTES_PER_TABLE)).isEqualTo(1000);
    assertThat(quotas.of(Quota.VPCS_PER_REGION)).isZero();
    assertThat(quotas.of(Quota.ACTIVE_PEERINGS_PER_VPC)).isEqualTo(50);
    assertThat(QuotaOption.read(List.of())).isEqualTo(Quotas.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "routes-per-table", "routes-per-table=", "routes-per-table=-1", "=1"})
  void shouldRefuseWhatIsNoQuota(String text) {
    assertThatThrownBy(() -> QuotaOption.read(List.of(text)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--quota");
  }

  @Test
  void shouldNameTheQuotasThereAre() {
    assertThatThrownBy(() -> QuotaOption.read(List.of("cats=9")))
        .hasMessageContaining("there is no quota cats; there are vpcs-per-region, ");
  }
}
