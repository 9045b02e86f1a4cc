package dev.tracedshop.cdk;

import dev.tracedshop.cdk.TracedFunctionProps.Trigger;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.apigatewayv2.IAccessLogDestination;
import software.amazon.awscdk.services.apigatewayv2.IAccessLogSettings;
import software.amazon.awscdk.services.apigatewayv2.LogGroupLogDestination;
import software.amazon.awscdk.services.apigatewayv2.ThrottleSettings;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** The product team's HTTP API and the functions behind it; the README of the workshop says why it asks for no login. */
final class ProductApiStack extends Stack {
    private static final String SERVICE = "product-api";
    private static final String HANDLERS = "dev.tracedshop.productapi.";

    private final Settings settings;
    private final Code code;
    private final HttpApi api;
    private final String tableName;
    private final String tableArn;

    ProductApiStack(
            Construct scope, String id, Settings settings, ParameterNames parameters, FunctionPackages packages) {
        super(
                scope,
                id,
                StackProps.builder()
                        .stackName(settings.named("product-api"))
                        .description("Trace the Shop: the product team's HTTP API and its functions")
                        .analyticsReporting(false)
                        .build());
        this.settings = settings;
        code = packages.of("product-api");
        tableName = parameters.productTableName().valueIn(this);
        tableArn = Table.fromTableName(this, "Products", tableName).getTableArn();
        String createdTopic = parameters.productCreatedTopicArn().valueIn(this);
        String updatedTopic = parameters.productUpdatedTopicArn().valueIn(this);
        String deletedTopic = parameters.productDeletedTopicArn().valueIn(this);
        api = HttpApi.Builder.create(this, "Api")
                .apiName(settings.named(SERVICE))
                .description("The shop's products")
                .createDefaultStage(false)
                .build();
        stage();

        // The actions beyond the obvious one undo the write when its event cannot be published.
        TracedFunction create =
                function("CreateProduct", "create-product", Map.of("PRODUCT_CREATED_TOPIC_ARN", createdTopic));
        create.allow(tableArn, "dynamodb:UpdateItem", "dynamodb:DeleteItem");
        create.allow(createdTopic, "sns:Publish");
        route(HttpMethod.POST, "/product", create);

        TracedFunction get = function("GetProduct", "get-product", Map.of());
        get.allow(tableArn, "dynamodb:GetItem");
        route(HttpMethod.GET, "/product/{productId}", get);

        TracedFunction list = function("ListProducts", "list-product", Map.of());
        list.allow(tableArn, "dynamodb:Scan");
        route(HttpMethod.GET, "/product", list);

        TracedFunction update =
                function("UpdateProduct", "update-product", Map.of("PRODUCT_UPDATED_TOPIC_ARN", updatedTopic));
        update.allow(tableArn, "dynamodb:GetItem", "dynamodb:UpdateItem");
        update.allow(updatedTopic, "sns:Publish");
        route(HttpMethod.PUT, "/product", update);

        TracedFunction delete =
                function("DeleteProduct", "delete-product", Map.of("PRODUCT_DELETED_TOPIC_ARN", deletedTopic));
        delete.allow(tableArn, "dynamodb:DeleteItem", "dynamodb:UpdateItem");
        delete.allow(deletedTopic, "sns:Publish");
        route(HttpMethod.DELETE, "/product/{productId}", delete);

        CfnOutput.Builder.create(this, "ApiEndpoint")
                .description("Where the shop's HTTP API answers")
                .value(api.getApiEndpoint())
                .build();
    }

    private TracedFunction function(String handler, String name, Map<String, String> ownVariables) {
        Map<String, String> environment = new TreeMap<>(ownVariables);
        environment.put("TABLE_NAME", tableName);
        return new TracedFunction(
                this,
                handler,
                settings,
                new TracedFunctionProps(name, SERVICE, HANDLERS + handler, code, Trigger.HTTP_API, environment));
    }

    private void route(HttpMethod method, String path, TracedFunction target) {
        HttpLambdaIntegration integration =
                new HttpLambdaIntegration(target.getNode().getId() + "Integration", target.function());
        api.addRoutes(AddRoutesOptions.builder()
                        .path(path)
                        .methods(List.of(method))
                        .integration(integration)
                        .build())
                .forEach(route -> NagSuppressions.addResourceSuppressions(
                        route,
                        List.of(NagPackSuppression.builder()
                                .id("AwsSolutions-APIG4")
                                .reason("Unauthenticated on purpose: learners call the API with curl and a load test;"
                                        + " it is throttled and serves made-up products only.")
                                .build())));
    }

    private void stage() {
        // Under /aws/vendedlogs the delivery of logs needs no entry of its own in the account's one resource policy.
        LogGroup accessLogs = LogGroup.Builder.create(this, "AccessLogs")
                .logGroupName("/aws/vendedlogs/apis/" + settings.named(SERVICE))
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
        HttpStage.Builder.create(this, "Stage")
                .httpApi(api)
                .stageName("$default")
                .autoDeploy(true)
                .throttle(ThrottleSettings.builder()
                        .rateLimit(100)
                        .burstLimit(200)
                        .build())
                .accessLogSettings(new JsonAccessLogs(accessLogs))
                .build();
    }

    /** Writes one JSON object per request. */
    private static final class JsonAccessLogs implements IAccessLogSettings {
        private final LogGroup logs;

        JsonAccessLogs(LogGroup logs) {
            this.logs = logs;
        }

        @Override
        public IAccessLogDestination getDestination() {
            return new LogGroupLogDestination(logs);
        }

        @Override
        public AccessLogFormat getFormat() {
            return AccessLogFormat.custom("{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\","
                    + "\"method\":\"$context.httpMethod\",\"route\":\"$context.routeKey\",\"path\":\"$context.path\","
                    + "\"status\":\"$context.status\",\"bytes\":\"$context.responseLength\","
                    + "\"milliseconds\":\"$context.responseLatency\",\"error\":\"$context.integrationErrorMessage\"}");
        }
    }
}
