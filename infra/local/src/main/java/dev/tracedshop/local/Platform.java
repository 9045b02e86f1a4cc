package dev.tracedshop.local;

import java.util.Locale;

/** What differs from one operating system to another. */
public final class Platform {
    private Platform() {}

    /** Returns whether this is Windows, which has neither a POSIX shell nor signals. */
    public static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
