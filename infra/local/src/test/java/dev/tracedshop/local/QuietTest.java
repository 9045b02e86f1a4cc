package dev.tracedshop.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Quiet is reached when the last activity ends, and not while one hands on to the next. */
class QuietTest {
    private final Quiet quiet = new Quiet();

    @Test
    void nothingIsPendingAtFirstAndAfterTheLastEnd() throws InterruptedException {
        assertThat(quiet.await(Duration.ZERO)).isEmpty();
        Quiet.Activity one = quiet.begin("one");
        Quiet.Activity other = quiet.begin("other");
        assertThat(quiet.pending()).containsExactly("one", "other");
        one.close();
        one.close();
        assertThat(quiet.pending()).containsExactly("other");
        other.close();
        assertThat(quiet.await(Duration.ZERO)).isEmpty();
    }

    @Test
    void whatIsPendingAtTheDeadlineIsTold() throws InterruptedException {
        Quiet.Activity request = quiet.begin("GET /items");
        assertThat(quiet.await(Duration.ofMillis(5))).containsExactly("GET /items");
        request.close();
    }

    @Test
    void waiterIsWokenByTheEndAndNotByTheDeadline() throws Exception {
        Quiet.Activity activity = quiet.begin("work");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<List<String>> waiter = threads.submit(() -> quiet.await(Duration.ofMinutes(5)));
            activity.close();
            assertThat(waiter.get(30, TimeUnit.SECONDS)).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void handOverLeavesNoGap() throws Exception {
        // Eight chains of activities hand on from link to link. Whoever waits must not wake before the last link of
        // all.
        int links = 20_000;
        AtomicInteger ended = new AtomicInteger();
        List<Quiet.Activity> firsts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            firsts.add(quiet.begin("chain " + i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(9);
        try {
            Future<Integer> seenByWaiter = threads.submit(() -> {
                assertThat(quiet.await(Duration.ofMinutes(1))).isEmpty();
                return ended.get();
            });
            for (Quiet.Activity first : firsts) {
                threads.execute(() -> {
                    Quiet.Activity current = first;
                    for (int link = 0; link < links; link++) {
                        Quiet.Activity next = quiet.begin("link " + link);
                        current.close();
                        current = next;
                    }
                    ended.incrementAndGet();
                    current.close();
                });
            }
            assertThat(seenByWaiter.get(60, TimeUnit.SECONDS)).isEqualTo(8);
        } finally {
            threads.shutdownNow();
        }
    }
}
