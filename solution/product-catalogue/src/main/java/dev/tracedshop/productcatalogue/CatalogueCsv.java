package dev.tracedshop.productcatalogue;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.tracedshop.events.ProductRules;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a catalogue: CSV in UTF-8, with or without a byte order mark, whose first line is {@code sku,name,price}.
 *
 * <p>It reads while the file is still coming in. What cannot be a row is noted among the errors, and the next one is
 * read; only of a file that is no catalogue at all nothing is read but the beginning.
 */
final class CatalogueCsv {

    /** The columns, in their order. */
    static final List<String> COLUMNS = List.of("sku", "name", "price");

    /** The most rows that one import can be sure to get through within its time. */
    static final int MOST_ROWS = 2_000;

    private static final int LONGEST_ROW = 1_000;
    private static final int LONGEST_SKU = 64;

    /** What the decoder puts in place of bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final ErrorsFile errors;
    private final Map<String, Long> lineOfSku = new HashMap<>();

    CatalogueCsv(ErrorsFile errors) {
        this.errors = errors;
    }

    /** Hands over each row that keeps the rules, in the order of the file; throws when the file stops coming in. */
    void read(InputStream file, Consumer<CatalogueRow> rows) {
        CsvReader<CsvRecord> reader = CsvReader.builder()
                .detectBomHeader(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .ofCsvRecord(file);
        // Where the reader gives up, for the errors: it does not tell by itself.
        long next = 1;
        try {
            Iterator<CsvRecord> records = reader.iterator();
            if (!records.hasNext()) {
                errors.add(1, "the file is empty; its first line must be " + header(), List.of());
                return;
            }
            CsvRecord first = records.next();
            if (!isHeader(first)) {
                errors.add(1, "this is no catalogue: its first line must be " + header(), first.getFields());
                return;
            }
            next = first.getStartingLineNumber() + 1;
            for (int count = 1; records.hasNext(); count++) {
                CsvRecord record = records.next();
                next = record.getStartingLineNumber() + 1;
                if (count > MOST_ROWS) {
                    errors.add(
                            record.getStartingLineNumber(),
                            "a catalogue has at most " + MOST_ROWS + " rows: upload this one in another file",
                            record.getFields());
                } else {
                    row(record).ifPresent(rows);
                }
            }
        } catch (CsvParseException e) {
            errors.add(next, "the file cannot be read from here on: " + reason(e), List.of());
        }
    }

    /** The reader wraps what goes wrong, also when it is the network that broke off: that is no fault of the file. */
    private static String reason(CsvParseException failure) {
        Throwable cause = failure.getCause();
        if (cause != null && !(cause instanceof CsvParseException)) {
            throw failure;
        }
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    private Optional<CatalogueRow> row(CsvRecord record) {
        List<String> broken = new ArrayList<>();
        Optional<CatalogueRow> row = row(record, broken);
        if (row.isEmpty()) {
            errors.add(record.getStartingLineNumber(), String.join("; ", broken), record.getFields());
        }
        return row;
    }

    private Optional<CatalogueRow> row(CsvRecord record, List<String> broken) {
        long length = record.getFields().stream().mapToLong(String::length).sum();
        if (length > LONGEST_ROW) {
            broken.add("the row has " + length + " characters, of " + LONGEST_ROW
                    + " that it may have; is there a quote that is not closed?");
            return Optional.empty();
        }
        if (record.getFieldCount() != COLUMNS.size()) {
            broken.add("the row has " + columns(record.getFieldCount()) + ", not " + COLUMNS.size()
                    + "; a value with a comma in it must be quoted");
            return Optional.empty();
        }
        if (record.getFields().stream().anyMatch(field -> field.indexOf(REPLACEMENT) >= 0)) {
            broken.add("the row holds bytes that are not UTF-8");
            return Optional.empty();
        }
        Optional<String> sku = sku(record, broken);
        Optional<String> name = ProductRules.name(record.getField(1), broken);
        Optional<BigDecimal> price = ProductRules.price(record.getField(2), broken);
        return broken.isEmpty() && sku.isPresent() && name.isPresent() && price.isPresent()
                ? Optional.of(new CatalogueRow(record.getStartingLineNumber(), sku.get(), name.get(), price.get()))
                : Optional.empty();
    }

    /** A sku stands in a file once: of two rows it could not be said which one is meant. */
    private Optional<String> sku(CsvRecord record, List<String> broken) {
        String sku = record.getField(0).strip();
        if (sku.isEmpty()) {
            broken.add("sku is required");
            return Optional.empty();
        }
        if (sku.length() > LONGEST_SKU) {
            broken.add("sku must have at most " + LONGEST_SKU + " characters");
            return Optional.empty();
        }
        Long before = lineOfSku.putIfAbsent(sku, record.getStartingLineNumber());
        if (before != null) {
            broken.add("sku " + sku + " stands on line " + before + " already");
            return Optional.empty();
        }
        return Optional.of(sku);
    }

    private static boolean isHeader(CsvRecord record) {
        return record.getFields().stream()
                .map(column -> column.strip().toLowerCase(Locale.ROOT))
                .toList()
                .equals(COLUMNS);
    }

    private static String header() {
        return String.join(",", COLUMNS);
    }

    private static String columns(int count) {
        return count == 1 ? "1 column" : count + " columns";
    }
}
