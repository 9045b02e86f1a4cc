package dev.tracedshop.cdk;

/** Knows under which sources the teams publish on the shared bus: each rule's pattern is one side of it. */
final class EventSources {
    private EventSources() {}

    static String products(Settings settings) {
        return prefix(settings) + "products";
    }

    static String inventory(Settings settings) {
        return prefix(settings) + "inventory";
    }

    /** Returns what every source of this environment begins with. */
    static String prefix(Settings settings) {
        return settings.environment() + ".";
    }
}
