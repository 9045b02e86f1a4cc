package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a running shop is to be found; the content of {@code --ready-file} and of {@code .workshop/shop-<pid>.json}.
 *
 * @param api the shop's HTTP API
 * @param viewer traces and account
 * @param aws for {@code AWS_ENDPOINT_URL}
 * @param extension where functions find Datadog's extension
 * @param intake where tracers send spans
 * @param region the region of the templates
 * @param accessKeyId a person's key
 * @param secretAccessKey its secret, which protects nothing
 * @param outputs the stacks' outputs by {@code <stack>.<output>}
 */
public record ReadyFile(
        String api,
        String viewer,
        String aws,
        String extension,
        String intake,
        String region,
        String accessKeyId,
        String secretAccessKey,
        Map<String, String> outputs) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Writes it whole, so that whoever waits for the file never reads a part. */
    public void write(Path file) {
        try {
            Path absolute = file.toAbsolutePath();
            Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
            Files.writeString(part, JSON.writeValueAsString(this) + "\n");
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + file + ": " + e.getMessage());
        }
    }

    /** Reads one. */
    public static ReadyFile read(Path file) {
        try {
            ReadyFile read = JSON.readValue(Files.readString(file), ReadyFile.class);
            if (Stream.of(read.api, read.viewer, read.aws).anyMatch(Objects::isNull)) {
                throw WorkshopException.usage(file + " does not describe a running shop: it lacks api, viewer or aws.");
            }
            return read;
        } catch (JacksonException e) {
            throw WorkshopException.usage(file + " does not describe a running shop: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw WorkshopException.usage("Cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Returns where this process says where its shop is. */
    public static Path ofThisProcess(Checkout checkout) {
        return checkout.state().resolve("shop-" + ProcessHandle.current().pid() + ".json");
    }

    /** Finds the newest shop of a checkout whose process is alive; files that dead ones left behind are removed. */
    public static Optional<ReadyFile> newest(Checkout checkout) {
        List<Path> files;
        try (Stream<Path> entries = Files.list(checkout.state())) {
            files = entries.filter(file -> file.getFileName().toString().matches("shop-\\d+\\.json"))
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot list " + checkout.state() + ": " + e.getMessage());
        }
        for (Path file : files) {
            String pid = file.getFileName().toString().replaceAll("\\D", "");
            // A process that began after the file was written only bears the same number.
            Instant written = Instant.ofEpochMilli(file.toFile().lastModified());
            if (ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .map(begun -> !begun.isAfter(written))
                            .orElse(true))
                    .isPresent()) {
                return Optional.of(read(file));
            }
            if (!file.toFile().delete()) {
                file.toFile().deleteOnExit();
            }
        }
        return Optional.empty();
    }

    /** Finds the shop that a command talks to. */
    public static ReadyFile find(Checkout checkout, Optional<Path> named) {
        return named.map(ReadyFile::read)
                .or(() -> newest(checkout))
                .orElseThrow(() -> WorkshopException.usage(
                        "No shop of this checkout is running. Start one with ./workshop up, in another terminal."));
    }
}
