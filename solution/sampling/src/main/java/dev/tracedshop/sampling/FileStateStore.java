package dev.tracedshop.sampling;

import dev.tracedshop.sampling.VerdictHistory.Judged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keeps the state of the partitions in a directory, two files each. A file is replaced as a whole, so a reader sees the old one or the new one
 * and never half of one.
 */
public final class FileStateStore implements StateStore {
    private final Path directory;

    /** Creates it for a directory that is there. */
    public FileStateStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<Judged> loadVerdicts(int partition) {
        Path file = verdicts(partition);
        if (!Files.exists(file)) {
            if (Files.exists(offsets(partition))) {
                throw new StateUnavailableException("Partition " + partition + " has been read, and its verdicts, "
                        + file + ", are gone: without them its traces would be judged again");
            }
            return List.of();
        }
        List<Judged> judged = new ArrayList<>();
        for (String line : lines(file)) {
            String[] fields = fields(file, line, 3);
            judged.add(parsed(
                    file,
                    line,
                    () -> new Judged(TraceId.parse(fields[0]), Verdict.parse(fields[1]), Long.parseLong(fields[2]))));
        }
        return judged;
    }

    @Override
    public void saveVerdicts(int partition, List<Judged> verdicts) {
        replace(
                verdicts(partition),
                verdicts.stream()
                        .map(one -> one.trace() + " " + one.verdict().text() + " " + one.lastOffset() + "\n")
                        .collect(Collectors.joining()));
    }

    @Override
    public Offsets loadOffsets(int partition) {
        Path file = offsets(partition);
        if (!Files.exists(file)) {
            return Offsets.START;
        }
        String line = String.join(" ", lines(file));
        String[] fields = fields(file, line, 2);
        return parsed(file, line, () -> new Offsets(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
    }

    @Override
    public void saveOffsets(int partition, Offsets offsets) {
        replace(offsets(partition), offsets.current() + " " + offsets.oldestUndecided() + "\n");
    }

    private Path verdicts(int partition) {
        return directory.resolve("partition-" + partition + ".verdicts");
    }

    private Path offsets(int partition) {
        return directory.resolve("partition-" + partition + ".offsets");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new StateUnavailableException("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private static void replace(Path file, String content) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, content);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StateUnavailableException("Cannot write " + file + ": " + e.getMessage());
        }
    }

    private static String[] fields(Path file, String line, int number) {
        String[] fields = line.split(" ", -1);
        if (fields.length != number) {
            throw new StateUnavailableException(file + " is damaged: '" + line + "'");
        }
        return fields;
    }

    private interface Parser<T> {
        T parse();
    }

    private static <T> T parsed(Path file, String line, Parser<T> parser) {
        try {
            return parser.parse();
        } catch (IllegalArgumentException e) {
            throw new StateUnavailableException(file + " is damaged: '" + line + "'");
        }
    }
}
