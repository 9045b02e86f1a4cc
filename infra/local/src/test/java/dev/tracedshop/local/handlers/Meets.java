package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Comes to the directory that its one message names, and leaves when two have come. */
public final class Meets implements RequestHandler<Map<String, Object>, Object> {
    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        Map<?, ?> record = (Map<?, ?>) ((List<?>) Objects.requireNonNull(event.get("Records"))).get(0);
        Path meeting = Path.of(String.valueOf(record.get("body")));
        try {
            Files.writeString(meeting.resolve(String.valueOf(record.get("messageId"))), "");
            while (count(meeting) < 2) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of();
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }
}
