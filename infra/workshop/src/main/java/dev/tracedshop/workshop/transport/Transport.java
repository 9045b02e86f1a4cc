package dev.tracedshop.workshop.transport;

import java.util.Locale;

/** A way in which the supplier's spans leave its process. */
public enum Transport {
    /** The SDK's own thread sends them some time later. */
    BACKGROUND("background export", "background"),
    /** They are sent to the collector before the answer leaves. */
    BLOCKING("blocking export", "blocking"),
    /** They are handed to an extension on this machine before the answer leaves; it sends them on afterwards. */
    EXTENSION("extension", "blocking"),
    /** They are written to the log before the answer leaves; a subscribed function sends them on. */
    LOG("log lines", "log");

    private final String title;
    private final String setting;

    Transport(String title, String setting) {
        this.title = title;
        this.setting = setting;
    }

    /** Returns how it is called in a table. */
    public String title() {
        return title;
    }

    /** Returns its name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what the supplier's TELEMETRY_TRANSPORT is set to. */
    String setting() {
        return setting;
    }
}
