package dev.tracedshop.local.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same seed makes the same trouble, whatever else is decided in between. */
class TroubleTest {
    private static List<Boolean> fates(Trouble trouble, String operation) {
        return IntStream.range(0, 2_000)
                .mapToObj(call -> trouble.throttles(operation))
                .toList();
    }

    @Test
    void theNthCallOfAnOperationHasTheSameFateUnderTheSameSeed() {
        Trouble other = Trouble.of(7);
        List<Boolean> amongOthers = IntStream.range(0, 2_000)
                .mapToObj(call -> {
                    other.throttles("Sqs.SendMessage");
                    other.repeats();
                    return other.throttles("Sns.Publish");
                })
                .toList();

        assertThat(fates(Trouble.of(7), "Sns.Publish")).isEqualTo(amongOthers);
        assertThat(fates(Trouble.of(8), "Sns.Publish")).isNotEqualTo(amongOthers);
    }

    @Test
    void oneCallOfTwentyIsThrottled() {
        Trouble trouble = Trouble.of(1);

        long throttled =
                fates(trouble, "Sns.Publish").stream().filter(fate -> fate).count();

        assertThat(throttled).isBetween(60L, 140L);
        assertThat(trouble.counts().throttled()).isEqualTo(throttled);
    }

    @Test
    void picksAreWithinBoundsAndDiffer() {
        Trouble trouble = Trouble.of(3);

        assertThat(IntStream.range(0, 100).map(i -> trouble.pick("kill", 5)).boxed())
                .containsOnly(0, 1, 2, 3, 4)
                .contains(0, 1, 2, 3, 4);
    }

    @Test
    void whenItIsOverNothingGoesWrong() {
        Trouble trouble = Trouble.of(1);
        assertThat(trouble.repeats()).isTrue();

        trouble.end();

        assertThat(trouble.repeats()).isFalse();
        assertThat(trouble.kills()).isZero();
        assertThat(fates(trouble, "Sns.Publish")).doesNotContain(true);
        assertThat(trouble.counts()).isEqualTo(new Trouble.Counts(1, 0, 0));
    }

    @Test
    void withoutTroubleNothingGoesWrong() {
        Trouble none = Trouble.none();

        assertThat(none.repeats()).isFalse();
        assertThat(none.kills()).isZero();
        assertThat(fates(none, "Sns.Publish")).doesNotContain(true);
    }
}
