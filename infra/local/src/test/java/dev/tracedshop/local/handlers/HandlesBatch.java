package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * Handles queue messages one by one and reports those that fail. A message says what becomes of it: {@code fail N} fails the first N times
 * that it is received, {@code throw N}, {@code hang N} and {@code exit N} take the whole batch with them, all else is handled.
 */
public final class HandlesBatch implements RequestHandler<Map<String, Object>, Object> {
    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        List<Map<String, String>> failures = new ArrayList<>();
        List<?> records = (List<?>) Objects.requireNonNull(event.get("Records"));
        System.out.println("batch of " + records.size());
        for (Object one : records) {
            Map<?, ?> record = (Map<?, ?>) one;
            int received = Integer.parseInt(String.valueOf(
                    ((Map<?, ?>) Objects.requireNonNull(record.get("attributes"))).get("ApproximateReceiveCount")));
            String[] task = String.valueOf(record.get("body")).split(" ", -1);
            boolean now = task.length > 1 && task[1].matches("\\d+") && received <= Integer.parseInt(task[1]);
            if (now && task[0].equals("throw")) {
                throw new IllegalStateException("as asked");
            }
            if (now && task[0].equals("exit")) {
                System.exit(3);
            }
            if (now && task[0].equals("hang")) {
                hang();
            }
            if (now && task[0].equals("fail")) {
                System.out.println("failed " + record.get("body"));
                failures.add(Map.of("itemIdentifier", String.valueOf(record.get("messageId"))));
            } else {
                System.out.println("handled " + record.get("body"));
            }
        }
        return Map.of("batchItemFailures", failures);
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
