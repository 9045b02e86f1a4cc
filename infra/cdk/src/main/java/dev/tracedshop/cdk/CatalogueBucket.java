package dev.tracedshop.cdk;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.CfnBucket.FilterRuleProperty;
import software.amazon.awscdk.services.s3.CfnBucket.LambdaConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.NotificationConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.NotificationFilterProperty;
import software.amazon.awscdk.services.s3.CfnBucket.PublicAccessBlockConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.S3KeyFilterProperty;
import software.amazon.awscdk.services.s3.CfnBucketPolicy;
import software.constructs.Construct;

/**
 * The bucket that keeps catalogues ({@code catalogue/}) and what was wrong with them ({@code catalogue-errors/}), and
 * tells a function of each catalogue that is stored.
 */
final class CatalogueBucket extends Construct {

    /*
     * CDK's own bucket would set the notification up by a function of its own, when the stack is deployed. CloudFormation
     * can do it itself, but S3 checks the destination when the bucket is made: the permission has to be there before, and
     * it names the bucket. So the bucket has a name that is known beforehand, permission and policies give it as text,
     * and nothing but the bucket depends on anything. Text names no owner: SourceAccount says whose bucket may invoke.
     *
     * A bucket with something in it cannot be deleted, so it stays when the stack goes, in every environment.
     */

    private static final String CATALOGUES = "catalogue/";
    private static final String ERRORS = "catalogue-errors/";
    private static final int DAYS_OF_ERRORS = 30;

    private final String arn;

    CatalogueBucket(Construct scope, String id, Settings settings, PlainFunction importer) {
        super(scope, id);
        String name = nameIn(settings);
        arn = "arn:" + Aws.PARTITION + ":s3:::" + name;
        String importerArn = importer.function().getFunctionArn();
        CfnPermission permission = CfnPermission.Builder.create(this, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(importerArn)
                .principal("s3.amazonaws.com")
                .sourceAccount(Aws.ACCOUNT_ID)
                .sourceArn(arn)
                .build();
        CfnBucket bucket = CfnBucket.Builder.create(this, "Bucket")
                .bucketName(name)
                .bucketEncryption(encryption())
                .publicAccessBlockConfiguration(PublicAccessBlockConfigurationProperty.builder()
                        .blockPublicAcls(true)
                        .blockPublicPolicy(true)
                        .ignorePublicAcls(true)
                        .restrictPublicBuckets(true)
                        .build())
                .lifecycleConfiguration(CfnBucket.LifecycleConfigurationProperty.builder()
                        .rules(List.of(CfnBucket.RuleProperty.builder()
                                .id("ForgetErrors")
                                .status("Enabled")
                                .prefix(ERRORS)
                                .expirationInDays(DAYS_OF_ERRORS)
                                .build()))
                        .build())
                .notificationConfiguration(NotificationConfigurationProperty.builder()
                        .lambdaConfigurations(List.of(LambdaConfigurationProperty.builder()
                                .event("s3:ObjectCreated:*")
                                .function(importerArn)
                                .filter(filter())
                                .build()))
                        .build())
                .build();
        bucket.getNode().addDependency(permission);
        bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
        CfnBucketPolicy.Builder.create(this, "Policy")
                .bucket(bucket.getRef())
                .policyDocument(overTlsOnly(bucket.getAttrArn()))
                .build();
        NagSuppressions.addResourceSuppressions(
                bucket,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-S1")
                        .reason("Only the shop's two functions reach the bucket, and each of their calls is in a trace;"
                                + " logs of the access would need a second bucket.")
                        .build()));
    }

    /** Returns the name of an environment's bucket, which has the account in it: bucket names are unique in the world. */
    static String nameIn(Settings settings) {
        return settings.named("trace-the-shop-catalogue-" + Aws.ACCOUNT_ID);
    }

    /** Lets a function store catalogues. */
    void allowToStore(PlainFunction function) {
        allow(function, CATALOGUES, "s3:PutObject");
    }

    /** Lets a function read catalogues and store what is wrong with them. */
    void allowToImport(PlainFunction function) {
        allow(function, CATALOGUES, "s3:GetObject");
        allow(function, ERRORS, "s3:PutObject");
    }

    private void allow(PlainFunction function, String prefix, String action) {
        function.allow(arn + "/" + prefix + "*", action);
        NagSuppressions.addResourceSuppressions(
                Objects.requireNonNull(function.function().getRole()),
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-IAM5")
                        .reason("Whoever uploads a catalogue chooses its name; the function may do this one thing with"
                                + " objects below " + prefix + " of this one bucket.")
                        .build()),
                true);
    }

    private static CfnBucket.BucketEncryptionProperty encryption() {
        return CfnBucket.BucketEncryptionProperty.builder()
                .serverSideEncryptionConfiguration(List.of(CfnBucket.ServerSideEncryptionRuleProperty.builder()
                        .serverSideEncryptionByDefault(CfnBucket.ServerSideEncryptionByDefaultProperty.builder()
                                .sseAlgorithm("AES256")
                                .build())
                        .build()))
                .build();
    }

    private static NotificationFilterProperty filter() {
        return NotificationFilterProperty.builder()
                .s3Key(S3KeyFilterProperty.builder()
                        .rules(List.of(
                                FilterRuleProperty.builder()
                                        .name("prefix")
                                        .value(CATALOGUES)
                                        .build(),
                                FilterRuleProperty.builder()
                                        .name("suffix")
                                        .value(".csv")
                                        .build()))
                        .build())
                .build();
    }

    private static PolicyDocument overTlsOnly(String bucketArn) {
        PolicyDocument policy = new PolicyDocument();
        policy.addStatements(PolicyStatement.Builder.create()
                .effect(Effect.DENY)
                .principals(List.of(new AnyPrincipal()))
                .actions(List.of("s3:*"))
                .resources(List.of(bucketArn, bucketArn + "/*"))
                .conditions(Map.of("Bool", Map.of("aws:SecureTransport", "false")))
                .build());
        return policy;
    }
}
