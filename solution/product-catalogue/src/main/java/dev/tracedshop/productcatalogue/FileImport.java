package dev.tracedshop.productcatalogue;

import dev.tracedshop.tracing.OwnTraces;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Imports the rows of one file and counts what becomes of them; made anew for each file. */
final class FileImport {

    /*
     * A row waits for two answers over the network, so a few are imported at once; more would only queue up behind the
     * function's processor. Rows are taken in portions while the file comes in: neither the file nor its rows are ever in
     * memory as a whole.
     *
     * A row that fails fails alone. It is noted among the errors as not imported yet, and at the end the invocation
     * fails, so that Lambda repeats it. The same is done with the rows for which there is no time left: to be ended by
     * Lambda in the middle would leave nothing but a timeout behind.
     */

    private static final int AT_ONCE = 4;
    private static final int PORTION = 32;

    private final RowImport rows;
    private final ErrorsFile errors;
    private final OwnTraces traces;
    private final BooleanSupplier timeLeft;
    private final List<CatalogueRow> portion = new ArrayList<>();

    private int created;
    private int existing;
    private int unfinished;

    /**
     * @param errors takes the rows that were not imported
     * @param traces links each row to the import
     * @param timeLeft whether there is time for another row
     */
    FileImport(RowImport rows, ErrorsFile errors, OwnTraces traces, BooleanSupplier timeLeft) {
        this.rows = rows;
        this.errors = errors;
        this.traces = traces;
        this.timeLeft = timeLeft;
    }

    /** Imports every row of the file that keeps the rules. */
    void run(InputStream file) {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            new CatalogueCsv(errors).read(file, row -> {
                portion.add(row);
                if (portion.size() == PORTION) {
                    importPortion(workers);
                }
            });
            importPortion(workers);
        } finally {
            workers.shutdownNow();
        }
    }

    int created() {
        return created;
    }

    int existing() {
        return existing;
    }

    /** Returns how many rows are to be tried again. */
    int unfinished() {
        return unfinished;
    }

    private void importPortion(ExecutorService workers) {
        List<Callable<Outcome>> work = new ArrayList<>();
        portion.forEach(row -> work.add(() -> importRow(row)));
        portion.clear();
        try {
            for (var done : workers.invokeAll(work)) {
                switch (done.get()) {
                    case CREATED -> created++;
                    case EXISTING -> existing++;
                    case UNFINISHED -> unfinished++;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The import was interrupted", e);
        } catch (ExecutionException e) {
            // Exceptions of a row are dealt with where it is imported; what is left are errors of the machine.
            throw new IllegalStateException("The import broke off: " + e.getCause(), e);
        }
    }

    private Outcome importRow(CatalogueRow row) {
        if (!timeLeft.getAsBoolean()) {
            return unfinished(row, "the import ran out of time");
        }
        try {
            return rows.run(row, traces) ? Outcome.CREATED : Outcome.EXISTING;
        } catch (RuntimeException failure) {
            // The row's span has the exception, and the log line its trace: both were written inside of the span.
            return unfinished(row, failure.toString());
        }
    }

    private Outcome unfinished(CatalogueRow row, String reason) {
        errors.add(
                row.line(),
                "not imported yet, to be tried again: " + reason,
                List.of(row.sku(), row.name(), row.price().toPlainString()));
        return Outcome.UNFINISHED;
    }

    private enum Outcome {
        CREATED,
        EXISTING,
        UNFINISHED
    }
}
