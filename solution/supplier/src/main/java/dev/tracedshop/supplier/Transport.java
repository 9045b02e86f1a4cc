package dev.tracedshop.supplier;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says how the spans of a request leave the process. */
enum Transport {
    /** To the collector, before the request is answered. */
    BLOCKING,
    /** To the collector, from a thread of its own, some time after the request was answered. */
    BACKGROUND,
    /** To standard output, as a line of JSON for each request; somebody else reads the log and sends them. */
    LOG;

    /** Reads a transport by its name in lower case; empty if there is none of that name. */
    static Optional<Transport> named(String name) {
        return Arrays.stream(values())
                .filter(transport -> transport.text().equals(name))
                .findFirst();
    }

    /** Returns all names, for whoever has to choose one. */
    static String names() {
        return Arrays.stream(values()).map(Transport::text).collect(Collectors.joining(", "));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
