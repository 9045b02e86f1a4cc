package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.WorkshopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code run}, {@code up} and {@code check} have in common: which templates to run. */
final class ShopOptions {
    @Option(
            names = "-c",
            paramLabel = "KEY=VALUE",
            description = "A setting of the CDK app, as in -c tracing=off; may be given several times.")
    List<String> context = new ArrayList<>();

    @Option(
            names = "--assembly",
            paramLabel = "DIR",
            description = "Run a synthesized assembly (a cdk.out) as it is, in place of this checkout's.")
    @Nullable
    Path assembly;

    Map<String, String> context() {
        Map<String, String> settings = new TreeMap<>();
        for (String setting : context) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw WorkshopException.usage("-c takes KEY=VALUE, as in -c tracing=off, not '" + setting + "'.");
            }
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return settings;
    }

    Optional<Path> assembly() {
        Path given = assembly;
        if (given == null) {
            return Optional.empty();
        }
        if (!context.isEmpty()) {
            throw WorkshopException.usage("--assembly is run as it is, so -c has nothing to set; give one of the two.");
        }
        if (!Files.isDirectory(given)) {
            throw WorkshopException.usage("--assembly " + given + " is no directory.");
        }
        return Optional.of(given.toAbsolutePath().normalize());
    }

    boolean given() {
        return assembly != null || !context.isEmpty();
    }
}
