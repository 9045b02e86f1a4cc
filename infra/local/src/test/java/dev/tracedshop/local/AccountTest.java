package dev.tracedshop.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every channel has counts of its own, from the moment it exists. */
class AccountTest {
    @Test
    void countsAreKeptPerChannelAndToldByName() {
        Account account = new Account();
        account.open("b");
        account.published("c");
        account.published("a");
        account.published("a");
        account.delivered("a");
        account.failed("a");
        account.failed("a");
        account.failed("a");
        account.deadLettered("a");
        assertThat(account.counts().keySet()).containsExactly("a", "b", "c");
        assertThat(account.counts())
                .containsEntry("a", new Account.Counts(2, 1, 3, 1))
                .containsEntry("b", new Account.Counts(0, 0, 0, 0))
                .containsEntry("c", new Account.Counts(1, 0, 0, 0));
        account.open("a");
        assertThat(account.counts()).containsEntry("a", new Account.Counts(2, 1, 3, 1));
    }
}
