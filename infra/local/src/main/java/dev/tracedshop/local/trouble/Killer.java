package dev.tracedshop.local.trouble;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Kills functions in the middle of their work, again and again. A function that has nothing to do is left alone. */
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
        List<Function> busy = new ArrayList<>(
                functions.all().stream().filter(Function::isBusy).toList());
        for (int i = 0; i < trouble.kills() && !busy.isEmpty(); i++) {
            if (busy.remove(trouble.pick("kill", busy.size())).kill()) {
                trouble.killed();
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
