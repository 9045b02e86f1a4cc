package dev.tracedshop.productcatalogue;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects what was wrong with a catalogue: CSV with the columns {@code line,reason,row}, in the order of the lines.
 *
 * <p>A row is quoted as it was read; a long one only by its beginning.
 */
final class ErrorsFile {

    private static final int LONGEST_QUOTE = 200;

    private final Map<Long, Entry> entries = new TreeMap<>();

    /** Adds a row that was not imported. Safe to be called from several threads. */
    synchronized void add(long line, String reason, List<String> fields) {
        entries.put(line, new Entry(reason, quote(fields)));
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized String toCsv() {
        StringWriter text = new StringWriter();
        CsvWriter csv = writerTo(text);
        csv.writeRecord("line", "reason", "row");
        entries.forEach((line, entry) -> csv.writeRecord(Long.toString(line), entry.reason(), entry.row()));
        return text.toString();
    }

    private static String quote(List<String> fields) {
        StringWriter text = new StringWriter();
        writerTo(text).writeRecord(fields);
        String row = text.toString().strip();
        return row.length() <= LONGEST_QUOTE
                ? row
                : row.substring(0, LONGEST_QUOTE) + "… (" + row.length() + " characters)";
    }

    /** Without a buffer between, so that there is nothing to flush: what is written is in the text. */
    private static CsvWriter writerTo(StringWriter text) {
        return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0).build(text);
    }

    private record Entry(String reason, String row) {}
}
