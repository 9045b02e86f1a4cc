package dev.tracedshop.cdk;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackProps;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.cxapi.CloudAssembly;

/**
 * Synthesizes the shop's stacks into a cloud assembly.
 *
 * <p>The CDK command line and the local runtime start it the same way: as a process with {@code CDK_OUTDIR} (where the
 * assembly goes) and {@code CDK_CONTEXT_JSON} (the settings, a JSON object) in its environment. It needs no AWS account.
 */
public final class ShopApp {
    private ShopApp() {}

    /** Synthesizes; exits with 2 and one plain message when a setting is wrong, with 3 when the checkout or the machine is. */
    public static void main(String[] arguments) {
        try {
            synthesize(AppProps.builder());
        } catch (SetupException e) {
            System.err.println(e.getMessage());
            System.exit(e.exitCode());
        }
    }

    /**
     * Synthesizes with properties of the caller's: tests give an output directory and context of their own.
     *
     * @throws SetupException if a setting or the checkout is wrong, or a template does not pass its validation
     */
    static CloudAssembly synthesize(AppProps.Builder props) {
        App app = app(props);
        Settings settings = Settings.of(contextOf(app));
        ParameterNames parameters = new ParameterNames(settings);
        SolutionFiles solution = SolutionFiles.ofCheckout();
        Stack bus = new SharedBusStack(app, "SharedBus", settings, parameters);
        Stack products = new ProductDataStack(app, "ProductData", settings, parameters);
        Stack inventory = new InventoryDataStack(app, "InventoryData", settings, parameters);
        Stack supplier = new SupplierStack(app, "Supplier", settings, parameters, solution);
        deployAfter(new ProductApiStack(app, "ProductApi", settings, parameters, solution), products);
        deployAfter(new ProductPricingStack(app, "ProductPricing", settings, parameters, solution), products);
        deployAfter(new ProductPublisherStack(app, "ProductPublisher", settings, parameters, solution), products, bus);
        deployAfter(new ProductChangesStack(app, "ProductChanges", settings, parameters, solution), products);
        deployAfter(new ProductCatalogueStack(app, "ProductCatalogue", settings, parameters, solution), products);
        deployAfter(new InventoryAclStack(app, "InventoryAcl", settings, parameters, solution), inventory, bus);
        deployAfter(
                new InventoryOrderingStack(app, "InventoryOrdering", settings, parameters, solution),
                inventory,
                bus,
                supplier);
        deployAfter(new AnalyticsStack(app, "Analytics", settings, parameters, solution), bus);
        new OperationsStack(app, "Operations", settings, solution);
        if (settings.logTransport()) {
            // Last, for it subscribes to the functions of all others.
            Stack unused = new LogTransportStack(app, "LogTransport", settings, solution);
        }
        if (settings.nag()) {
            Aspects.of(app)
                    .add(new AwsSolutionsChecks(
                            NagPackProps.builder().verbose(true).build()));
        }
        return synthesized(app);
    }

    /** Parameters are read when a stack is deployed, which CDK cannot see: here it is told whose they are. */
    private static void deployAfter(Stack reader, Stack... publishers) {
        for (Stack publisher : publishers) {
            reader.addStackDependency(publisher);
        }
    }

    private static App app(AppProps.Builder props) {
        try {
            return new App(props.analyticsReporting(false)
                    .autoSynth(false)
                    // Flags belong to the code that was written under them: nobody's cdk.json can give another
                    // template.
                    .postCliContext(featureFlags())
                    .build());
        } catch (UncheckedIOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("Cannot run program")) {
                throw new SetupException("CDK needs Node, and it could not be started (" + message
                        + "). Install Node 20 or newer and put it on the PATH.");
            }
            throw e;
        }
    }

    private static CloudAssembly synthesized(App app) {
        try {
            return app.synth();
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith("ValidationFailed")) {
                // CDK has printed the findings already; this says where they can be read again.
                throw new SetupException(message);
            }
            throw e;
        }
    }

    private static Map<String, Object> contextOf(App app) {
        Map<String, Object> context = new TreeMap<>();
        ((Map<?, ?>) app.getNode().getAllContext()).forEach((key, value) -> context.put(key.toString(), value));
        return context;
    }

    /** Reads the flags that this version of CDK recommends for a new app, as its own list gives them, less the usage data. */
    private static Map<String, Object> featureFlags() {
        try (InputStream json = Objects.requireNonNull(ShopApp.class.getResourceAsStream("feature-flags.json"))) {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
