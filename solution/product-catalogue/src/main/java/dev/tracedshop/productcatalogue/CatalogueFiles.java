package dev.tracedshop.productcatalogue;

import java.io.InputStream;

/** Keeps the catalogues that were uploaded, and beside each what was wrong with it. */
public interface CatalogueFiles {

    /** The most bytes that a catalogue may have: 5 MB, which a request to a function can hold. */
    int LARGEST = 5 * 1024 * 1024;

    /** Stores a catalogue under a name, in place of the one that had it. */
    void store(String name, byte[] csv);

    /** Opens the catalogue with that key; whoever opens it closes it. */
    InputStream open(String key);

    /** Stores what was wrong with the catalogue that has that key, in place of what was stored before. */
    void storeErrors(String key, String csv);
}
