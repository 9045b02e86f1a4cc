package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/** The product team's catalogues: an HTTP API that takes them, the bucket that keeps them, and the function that imports them. */
final class ProductCatalogueStack extends ShopStack {
    private static final String SERVICE = "product-catalogue";
    private static final String HANDLERS = "dev.tracedshop.productcatalogue.";

    /** A catalogue is imported as a whole, row by row. */
    private static final int IMPORT_TIMEOUT_SECONDS = 60;

    ProductCatalogueStack(
            Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, true, "the product team's catalogues: upload, bucket and import");
        Code code = solution.packageOf(SERVICE);
        String tableName = parameters.productTableName().valueIn(this);
        String createdTopic = parameters.productCreatedTopicArn().valueIn(this);
        String bucketName = CatalogueBucket.nameIn(settings);

        TracedFunction upload = new TracedFunction(
                this,
                "CatalogueUpload",
                settings,
                new FunctionProps(
                        "catalogue-upload",
                        SERVICE,
                        HANDLERS + "CatalogueUpload",
                        code,
                        Trigger.HTTP_API,
                        Map.of("CATALOGUE_BUCKET_NAME", bucketName)));
        ThrottledHttpApi api = new ThrottledHttpApi(
                this,
                "HttpApi",
                settings,
                SERVICE,
                "The shop's catalogues",
                "Unauthenticated on purpose: learners upload catalogues with curl; it is throttled and creates made-up"
                        + " products only.");
        api.route(HttpMethod.PUT, "/catalogue/{name}", upload);

        TracedFunction importer = new TracedFunction(
                this,
                "CatalogueImport",
                settings,
                new FunctionProps(
                                "catalogue-import",
                                SERVICE,
                                HANDLERS + "CatalogueImport",
                                code,
                                Trigger.BUCKET,
                                Map.of(
                                        "CATALOGUE_BUCKET_NAME",
                                        bucketName,
                                        "TABLE_NAME",
                                        tableName,
                                        "PRODUCT_CREATED_TOPIC_ARN",
                                        createdTopic))
                        .withTimeout(IMPORT_TIMEOUT_SECONDS));
        // Both ways to write an item, because whoever works on the import has to be able to compare them.
        importer.allow(
                Table.fromTableName(this, "Products", tableName).getTableArn(),
                "dynamodb:PutItem",
                "dynamodb:UpdateItem");
        importer.allow(createdTopic, "sns:Publish");

        CatalogueBucket bucket = new CatalogueBucket(this, "Bucket", settings, importer);
        bucket.allowToStore(upload);
        bucket.allowToImport(importer);

        CfnOutput.Builder.create(this, "ApiEndpoint")
                .description("Where catalogues are uploaded")
                .value(api.endpoint())
                .build();
        CfnOutput.Builder.create(this, "BucketName")
                .description("Where catalogues and their errors are kept; to be emptied and deleted by hand")
                .value(bucketName)
                .build();
    }
}
