package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.shop.ReadyFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "env",
        description =
                "Print export lines that point aws, SDKs and load tools at the running shop: eval \"$(./workshop env)\".")
final class EnvCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    EnvCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        ReadyFile shop = shopFile.find(workshop);
        Terminal terminal = workshop.terminal();
        terminal.print("export API_ENDPOINT='" + shop.api() + "'");
        shop.outputs().entrySet().stream()
                .filter(output -> output.getKey().endsWith("-product-catalogue.ApiEndpoint"))
                .forEach(output -> terminal.print("export CATALOGUE_ENDPOINT='" + output.getValue() + "'"));
        terminal.print("export AWS_ENDPOINT_URL='" + shop.aws() + "'");
        terminal.print("export AWS_REGION='" + shop.region() + "'");
        terminal.print("export AWS_DEFAULT_REGION='" + shop.region() + "'");
        terminal.print("export AWS_ACCESS_KEY_ID='" + shop.accessKeyId() + "'");
        terminal.print("export AWS_SECRET_ACCESS_KEY='" + shop.secretAccessKey() + "'");
        terminal.print("unset AWS_SESSION_TOKEN AWS_PROFILE");
        return 0;
    }
}
