package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import software.amazon.awscdk.services.dynamodb.Table;
import software.constructs.Construct;

/** The product team's audit: a function that reads the stream of the table of products. */
final class ProductChangesStack extends ShopStack {
    private static final String SERVICE = "product-changes";

    ProductChangesStack(
            Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the product team's audit of every change of a product");
        String auditTable = parameters.productAuditTableName().valueIn(this);
        TracedFunction function = new TracedFunction(
                this,
                "ProductChanges",
                settings,
                new FunctionProps(
                        SERVICE,
                        SERVICE,
                        "dev.tracedshop.productchanges.ProductChanges",
                        solution.packageOf(SERVICE),
                        Trigger.STREAM,
                        Map.of("AUDIT_TABLE_NAME", auditTable)));
        function.allow(Table.fromTableName(this, "Audit", auditTable).getTableArn(), "dynamodb:PutItem");
        new StreamMapping(
                this, "Stream", settings, parameters.productTableStreamArn().valueIn(this), function, SERVICE);
    }
}
