package dev.tracedshop.workshop.command;

import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceFormatException;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.step.LastCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the traces that somebody who looks at "their trace" means. */
final class TraceSource {
    private static final Pattern STEP = Pattern.compile("steps/(\\d\\d)-[^/]+/.*");

    private final Workshop workshop;
    private final ShopFileOption shopFile;

    TraceSource(Workshop workshop, ShopFileOption shopFile) {
        this.workshop = workshop;
        this.shopFile = shopFile;
    }

    /**
     * Traces, and where they are from.
     *
     * @param traces the newest first, or as a check names them
     * @param from a few words
     */
    record Found(List<NamedTrace> traces, String from) {
        List<Trace> all() {
            return traces.stream().map(NamedTrace::trace).toList();
        }

        /** Returns the trace with this id. */
        NamedTrace trace(String id) {
            TraceId wanted = TraceId.parse(id);
            return traces.stream()
                    .filter(named -> named.trace().id().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> WorkshopException.usage("There is no trace " + id + " in " + from + "."));
        }
    }

    /** Reads the traces of a file. */
    Found file(Path file) {
        return new Found(read(file), shown(file));
    }

    /** Asks the running shop for the traces that it has stored, the newest first. */
    Found shop() throws InterruptedException {
        return shop(shopFile.find(workshop));
    }

    /** Asks the running shop for one trace, which may be older than all that it lists, and for those that links and pointers lead to. */
    Found stored(String wanted) throws InterruptedException {
        RunningShopClient shop = new RunningShopClient(shopFile.find(workshop));
        NamedTrace trace = new TraceJson().readTrace(shop.get("/api/traces/" + wanted));
        List<NamedTrace> found = new ArrayList<>(List.of(trace));
        found.addAll(new TraceJson()
                .readTraces(shop.get("/api/traces/" + trace.trace().id() + "/around")));
        return new Found(found, "the running shop");
    }

    private static Found shop(ReadyFile shop) throws InterruptedException {
        String json = new RunningShopClient(shop).get("/api/traces");
        return new Found(new TraceJson().readTraces(json), "the running shop");
    }

    /**
     * Finds what is meant to be compared with a reference: what the newest check of the reference's step saw, or what the running shop
     * has seen since.
     */
    Found own(Path reference) throws InterruptedException {
        Path relative =
                workshop.checkout().root().relativize(reference.toAbsolutePath().normalize());
        Matcher step = STEP.matcher(relative.toString().replace('\\', '/'));
        if (!step.matches() || shopFile.shop != null) {
            return shop();
        }
        LastCheck check = new LastCheck(workshop.checkout(), step.group(1));
        Optional<Instant> checked = check.time();
        Optional<ReadyFile> running = shopFile.ifRunning(workshop);
        if (running.isPresent()) {
            Found seen = shop(running.get());
            if (checked.isEmpty() || seen.traces().stream().anyMatch(one -> isAfter(one.trace(), checked.get()))) {
                return seen;
            }
        }
        if (checked.isEmpty()) {
            throw WorkshopException.usage("There is nothing to compare yet: run ./workshop check " + step.group(1)
                    + ", or start a shop with ./workshop up and call it.");
        }
        return new Found(check.traces(), "the last check of step " + step.group(1));
    }

    private static boolean isAfter(Trace trace, Instant time) {
        return trace.start() > time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    /** Reads the traces of a file. */
    List<NamedTrace> read(Path file) {
        List<NamedTrace> traces;
        try {
            traces = new TraceJson().readTraces(Files.readString(file));
        } catch (TraceFormatException e) {
            throw WorkshopException.usage(shown(file) + " is no file of traces: " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw WorkshopException.usage("There is no file " + shown(file) + ".");
        } catch (IOException e) {
            throw WorkshopException.usage("Cannot read " + shown(file) + ": " + e.getMessage());
        }
        if (traces.isEmpty()) {
            throw WorkshopException.usage(
                    shown(file) + " holds no trace. A file of traces is what ./workshop run --json FILE writes.");
        }
        return traces;
    }

    /** Returns a file's name as it is told: relative to the checkout where it lies in it. */
    String shown(Path file) {
        Path root = workshop.checkout().root();
        Path absolute = file.toAbsolutePath().normalize();
        return (absolute.startsWith(root) ? root.relativize(absolute) : file).toString();
    }
}
