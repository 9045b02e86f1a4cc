package dev.tracedshop.sampling;

import dev.tracedshop.sampling.VerdictHistory.Judged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps the state of the partitions in memory, tells of every call, and fails when it is asked to. */
final class MemoryStateStore implements StateStore {
    private final Map<Integer, List<Judged>> verdicts = new HashMap<>();
    private final Map<Integer, Offsets> offsets = new HashMap<>();
    private Consumer<String> listener = ignored -> {};
    private String failing = "";

    void told(Consumer<String> told) {
        listener = told;
    }

    /** Lets the next call fail whose name has this in it: {@code verdicts}, {@code offsets}, {@code spans}, or more of it. */
    void failNext(String part) {
        failing = part;
    }

    void meet(String call) {
        listener.accept(call);
        if (!failing.isEmpty() && call.contains(failing)) {
            failing = "";
            throw new StateUnavailableException("asked to fail: " + call);
        }
    }

    @Override
    public List<Judged> loadVerdicts(int partition) {
        meet("load verdicts " + partition);
        return verdicts.getOrDefault(partition, List.of());
    }

    @Override
    public void saveVerdicts(int partition, List<Judged> judged) {
        meet("save verdicts " + partition);
        verdicts.put(partition, List.copyOf(judged));
    }

    @Override
    public Offsets loadOffsets(int partition) {
        meet("load offsets " + partition);
        return offsets.getOrDefault(partition, Offsets.START);
    }

    @Override
    public void saveOffsets(int partition, Offsets both) {
        meet("save offsets " + partition);
        offsets.put(partition, both);
    }
}
