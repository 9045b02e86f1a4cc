package dev.tracedshop.local.trouble;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Kills functions that are running, again and again: most of them in the middle of their work, as long as there is much of it. One that waits
 * for an event may be hit as well; were it spared, the last function with something to do would be hit each time and never get on.
 *
 * <p>One that has answered nothing since it was started is spared. Where a start takes longer than the time between two rounds, everything
 * would be started for ever otherwise, and nothing be done.
 */
public final class Killer implements AutoCloseable {
    private final Trouble trouble;
    private final Functions functions;
    private final ScheduledThreadPoolExecutor timer;

    /** Begins, if the trouble is to kill functions at all. */
    public Killer(Trouble trouble, Functions functions) {
        this.trouble = trouble;
        this.functions = functions;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "killer");
            thread.setDaemon(true);
            return thread;
        });
        if (trouble.kills() > 0) {
            long every = trouble.every().toMillis();
            var unused = timer.scheduleAtFixedRate(this::kill, every, every, TimeUnit.MILLISECONDS);
        }
    }

    private void kill() {
        List<Function> warm = new ArrayList<>(
                functions.all().stream().filter(Function::isWarm).toList());
        for (int i = 0; i < trouble.kills() && !warm.isEmpty(); i++) {
            if (warm.remove(trouble.pick("kill", warm.size())).kill()) {
                trouble.killed();
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
