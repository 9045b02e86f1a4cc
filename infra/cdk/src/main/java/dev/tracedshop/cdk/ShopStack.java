package dev.tracedshop.cdk;

import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** A stack of the shop: one service, or what a team keeps. */
abstract class ShopStack extends Stack {

    /**
     * @param name the stack's name without the environment, such as {@code product-api}
     * @param keepsData whether it has a table, and so is protected in production
     * @param description what is in it, for whoever meets it in the console
     */
    ShopStack(Construct scope, String id, Settings settings, String name, boolean keepsData, String description) {
        super(
                scope,
                id,
                StackProps.builder()
                        .stackName(settings.named(name))
                        .description("Trace the Shop: " + description)
                        .terminationProtection(keepsData && settings.isProduction())
                        .analyticsReporting(false)
                        .build());
    }
}
