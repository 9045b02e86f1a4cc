import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sns.SnsClient;

/** The floor of a cold create-product: the same clients and the same two calls, and nothing else. */
public final class BareMain {
    private BareMain() {}

    public static void main(String... args) {
        SdkHttpClient http = UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .socketTimeout(Duration.ofSeconds(2))
                .build();
        DynamoDbClient dynamoDb =
                client(DynamoDbClient.builder().httpClient(http)).build();
        SnsClient sns = client(SnsClient.builder().httpClient(http)).build();
        dynamoDb.updateItem(request -> request.tableName(System.getenv("TABLE_NAME"))
                .key(Map.of("productId", AttributeValue.fromS("bench")))
                .updateExpression("SET #name = :name")
                .expressionAttributeNames(Map.of("#name", "name"))
                .expressionAttributeValues(Map.of(":name", AttributeValue.fromS("Bench"))));
        sns.publish(request -> request.topicArn(System.getenv("PRODUCT_CREATED_TOPIC_ARN")).message("{}"));
    }

    private static <B extends AwsClientBuilder<B, ?>> B client(B builder) {
        return builder.region(Region.of(System.getenv("AWS_REGION")))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .overrideConfiguration(client -> client.retryStrategy(RetryMode.STANDARD)
                        .defaultProfileFile(ProfileFile.aggregator().build()));
    }
}
