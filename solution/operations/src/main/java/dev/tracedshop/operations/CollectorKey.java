package dev.tracedshop.operations;

/** The key that a collector asks for. */
interface CollectorKey {

    /** Returns the key, read once and then remembered; only visible characters of ASCII. */
    String value();

    /** Has the key read anew when it is next needed: it may have been exchanged. */
    void forget();
}
