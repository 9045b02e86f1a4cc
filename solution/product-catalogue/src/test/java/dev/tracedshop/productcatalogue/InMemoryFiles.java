package dev.tracedshop.productcatalogue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Keeps catalogues and their errors under the keys that they have in the bucket. */
final class InMemoryFiles implements CatalogueFiles {

    final Map<String, byte[]> catalogues = new HashMap<>();
    final Map<String, String> errors = new HashMap<>();
    boolean broken;

    @Override
    public void store(String name, byte[] csv) {
        if (broken) {
            throw new IllegalStateException("the bucket does not answer");
        }
        catalogues.put("catalogue/" + name + ".csv", csv);
    }

    void store(String name, String csv) {
        store(name, csv.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public InputStream open(String key) {
        byte[] csv = catalogues.get(key);
        if (csv == null) {
            throw new IllegalArgumentException("There is no " + key);
        }
        return new ByteArrayInputStream(csv);
    }

    @Override
    public void storeErrors(String key, String csv) {
        errors.put(key, csv);
    }
}
