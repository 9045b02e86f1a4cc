package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Handles records of a stream in order and reports the first that fails. The attribute {@code task} of the new image says what becomes of a
 * record: {@code fail N} fails the first N times, {@code throw N}, {@code hang N} and {@code exit N} take the whole batch with them, all
 * else is handled. The attribute {@code notes} is a directory in which the tries are counted.
 */
public final class HandlesRecords implements RequestHandler<Map<String, Object>, Object> {
    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        List<Map<String, String>> failures = new ArrayList<>();
        List<?> records = (List<?>) Objects.requireNonNull(event.get("Records"));
        System.out.println("batch of " + records.size());
        for (Object one : records) {
            Map<?, ?> change = map(map(one).get("dynamodb"));
            Map<?, ?> item = map(change.get("NewImage"));
            String whole = text(item, "task");
            String[] task = whole.split(" ", -1);
            boolean now = task.length > 1
                    && task[1].matches("\\d+")
                    && tries(text(item, "notes"), whole) <= Integer.parseInt(task[1]);
            if (now && task[0].equals("throw")) {
                System.out.println("threw " + whole);
                throw new IllegalStateException("as asked");
            }
            if (now && task[0].equals("exit")) {
                System.exit(3);
            }
            if (now && task[0].equals("hang")) {
                hang();
            }
            if (now && task[0].equals("fail")) {
                System.out.println("failed " + whole);
                failures.add(Map.of("itemIdentifier", String.valueOf(change.get("SequenceNumber"))));
                break;
            }
            System.out.println("handled " + whole);
        }
        return Map.of("batchItemFailures", failures);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static String text(Map<?, ?> item, String attribute) {
        return String.valueOf(map(item.get(attribute)).get("S"));
    }

    private static int tries(String directory, String task) {
        try {
            Path file = Path.of(directory, task.replace(' ', '-'));
            Files.writeString(file, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return (int) Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
