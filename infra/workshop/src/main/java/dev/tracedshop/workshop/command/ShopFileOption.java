package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.shop.ReadyFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running shop a command talks to. */
final class ShopFileOption {
    @Option(
            names = "--shop",
            paramLabel = "FILE",
            description = "The ready-file of the shop to talk to; this checkout's newest one when not given.")
    @Nullable
    Path shop;

    boolean given() {
        return shop != null;
    }

    ReadyFile find(Workshop workshop) {
        return ReadyFile.find(workshop.checkout(), Optional.ofNullable(shop));
    }

    Optional<ReadyFile> ifRunning(Workshop workshop) {
        return shop == null ? ReadyFile.newest(workshop.checkout()) : Optional.of(ReadyFile.read(shop));
    }
}
