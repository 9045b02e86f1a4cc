package dev.tracedshop.local.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.testing.Templates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies say what AWS documents that they say. */
class PoliciesTest {
    private static final String ACCOUNT = "123456789012";
    private static final Principal.Role SHOP = new Principal.Role("shop", ACCOUNT);
    private static final String TABLE = "arn:aws:dynamodb:eu-north-1:123456789012:table/items";
    private static final String QUEUE = "arn:aws:sqs:eu-north-1:123456789012:orders";

    private static PolicyDocument document(boolean ofResource, String statements) {
        var json = Templates.json("{'Statement': [" + statements + "]}");
        PolicyDocument document = ofResource ? PolicyDocument.ofResource(json) : PolicyDocument.ofRole(json);
        assertThat(document.problems()).isEmpty();
        return document;
    }

    private static Decision role(String statements, String action, String resource) {
        return new Policies.Builder()
                .role("shop", document(false, statements))
                .build()
                .decide(new Request(SHOP, action, resource, Context.of(SHOP)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dynamodb:GetItem           | table/items         | dynamodb:GetItem  | table/items          | ALLOWED
            dynamodb:getitem           | table/items         | dynamodb:GetItem  | table/items          | ALLOWED
            dynamodb:GetItem           | table/items         | dynamodb:PutItem  | table/items          | NOT_ALLOWED
            dynamodb:GetItem           | table/items         | dynamodb:GetItem  | table/others         | NOT_ALLOWED
            dynamodb:GetItem           | table/Items         | dynamodb:GetItem  | table/items          | NOT_ALLOWED
            dynamodb:*Item             | table/items         | dynamodb:PutItem  | table/items          | ALLOWED
            dynamodb:*Item             | table/items         | dynamodb:Scan     | table/items          | NOT_ALLOWED
            *                          | table/items         | dynamodb:Scan     | table/items          | ALLOWED
            dynamodb:Get?tem           | table/items         | dynamodb:GetItem  | table/items          | ALLOWED
            dynamodb:Get?Item          | table/items         | dynamodb:GetItem  | table/items          | NOT_ALLOWED
            dynamodb:Query             | table/items         | dynamodb:Query    | table/items/index/by | NOT_ALLOWED
            dynamodb:Query             | table/items/index/* | dynamodb:Query    | table/items/index/by | ALLOWED
            dynamodb:Query             | table/items/index/* | dynamodb:Query    | table/items          | NOT_ALLOWED
            dynamodb:GetItem           | table/i?ems         | dynamodb:GetItem  | table/items          | ALLOWED
            """)
    void actionsAndResourcesAreMatched(String granted, String of, String action, String resource, Decision expected) {
        String prefix = "arn:aws:dynamodb:eu-north-1:123456789012:";
        String statement = "{'Effect': 'Allow', 'Action': '" + granted + "', 'Resource': ['" + prefix + of + "']}";
        assertThat(role(statement, action, prefix + resource)).isEqualTo(expected);
    }

    @Test
    void wildcardOfAnArnStandsForNothingBeyondItsPart() {
        String statement = "{'Effect': 'Allow', 'Action': 'sqs:*', 'Resource': 'arn:aws:sqs:*:%s:orders'}";
        assertThat(role(statement.formatted(ACCOUNT), "sqs:SendMessage", QUEUE)).isEqualTo(Decision.ALLOWED);
        assertThat(role(statement.formatted("*"), "sqs:SendMessage", QUEUE)).isEqualTo(Decision.ALLOWED);
        assertThat(role(
                        "{'Effect': 'Allow', 'Action': 'sqs:*', 'Resource': 'arn:aws:sqs:eu*:1:orders'}",
                        "sqs:SendMessage",
                        QUEUE))
                .isEqualTo(Decision.NOT_ALLOWED);
    }

    @Test
    void denyWinsWhereverItStands() {
        String allow = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";
        String deny = "{'Effect': 'Deny', 'Action': 'sqs:Send*', 'Resource': '*'}";
        assertThat(role(allow + "," + deny, "sqs:SendMessage", QUEUE)).isEqualTo(Decision.DENIED_BY_IDENTITY);
        assertThat(role(deny + "," + allow, "sqs:SendMessage", QUEUE)).isEqualTo(Decision.DENIED_BY_IDENTITY);
        assertThat(role(deny + "," + allow, "sqs:ReceiveMessage", QUEUE)).isEqualTo(Decision.ALLOWED);
        Policies denied = new Policies.Builder()
                .role("shop", document(false, allow))
                .resource(QUEUE, document(true, """
                        {'Effect': 'Deny', 'Principal': {'AWS': '123456789012'}, 'Action': 'sqs:SendMessage', 'Resource': '*'}
                        """))
                .build();
        assertThat(denied.decide(new Request(SHOP, "sqs:SendMessage", QUEUE, Map.of())))
                .isEqualTo(Decision.DENIED_BY_RESOURCE);
    }

    @Test
    void whatIsExceptedIsNotMeant() {
        String others = "{'Effect': 'Allow', 'NotAction': ['sqs:DeleteMessage', 'sns:*'], 'Resource': '*'}";
        assertThat(role(others, "sqs:SendMessage", QUEUE)).isEqualTo(Decision.ALLOWED);
        assertThat(role(others, "sqs:DeleteMessage", QUEUE)).isEqualTo(Decision.NOT_ALLOWED);
        String elsewhere = "{'Effect': 'Allow', 'Action': '*', 'NotResource': '" + TABLE + "'}";
        assertThat(role(elsewhere, "sqs:SendMessage", QUEUE)).isEqualTo(Decision.ALLOWED);
        assertThat(role(elsewhere, "dynamodb:GetItem", TABLE)).isEqualTo(Decision.NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '*'                                                | ALLOWED
            {'AWS': '*'}                                       | ALLOWED
            {'AWS': 'arn:aws:iam::123456789012:role/shop'}     | ALLOWED
            {'AWS': ['1', 'arn:aws:iam::123456789012:role/shop']} | ALLOWED
            {'AWS': 'arn:aws:iam::123456789012:role/other'}    | NOT_ALLOWED
            {'AWS': 'arn:aws:iam::123456789012:root'}          | NOT_ALLOWED
            {'AWS': '123456789012'}                            | NOT_ALLOWED
            {'Service': 'sns.amazonaws.com'}                   | NOT_ALLOWED
            """, quoteCharacter = '"')
    void policyOfAResourceLetsARoleInThatHasNoneItself(String principal, Decision expected) {
        Policies policies = new Policies.Builder()
                .resource(
                        QUEUE,
                        document(
                                true,
                                "{'Effect': 'Allow', 'Principal': " + principal
                                        + ", 'Action': 'sqs:SendMessage', 'Resource': '" + QUEUE + "'}"))
                .build();
        assertThat(policies.decide(new Request(SHOP, "sqs:SendMessage", QUEUE, Map.of())))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ArnEquals       | aws:SourceArn     | arn:aws:sns:eu-north-1:1:sold    | ALLOWED
            ArnEquals       | AWS:sourcearn     | arn:aws:sns:eu-north-1:1:s*      | ALLOWED
            ArnLike         | aws:SourceArn     | arn:aws:sns:*:1:sol?             | ALLOWED
            ArnLike         | aws:SourceArn     | arn:aws:sns:*:sold               | NOT_ALLOWED
            ArnLike         | aws:SourceArn     | arn:aws:sns:eu-north-1:1:bought  | NOT_ALLOWED
            ArnNotLike      | aws:SourceArn     | arn:aws:sns:eu-north-1:1:bought  | ALLOWED
            ArnNotEquals    | aws:SourceArn     | arn:aws:sns:eu-north-1:1:sold    | NOT_ALLOWED
            StringEquals    | aws:SourceAccount | 1                                | ALLOWED
            StringEquals    | aws:SourceAccount | 2                                | NOT_ALLOWED
            StringNotEquals | aws:SourceAccount | 2                                | ALLOWED
            StringLike      | aws:SourceArn     | arn:*:sold                       | ALLOWED
            StringNotLike   | aws:SourceArn     | arn:*:sold                       | NOT_ALLOWED
            StringEquals    | aws:SourceArn     | arn:aws:sns:eu-north-1:1:SOLD    | NOT_ALLOWED
            StringEqualsIgnoreCase | aws:SourceArn | arn:aws:sns:eu-north-1:1:SOLD | ALLOWED
            Bool            | aws:SecureTransport | true                           | ALLOWED
            Bool            | aws:SecureTransport | false                          | NOT_ALLOWED
            Null            | aws:PrincipalArn  | true                             | ALLOWED
            Null            | aws:SourceArn     | true                             | NOT_ALLOWED
            StringEquals    | aws:PrincipalArn  | any                              | NOT_ALLOWED
            StringEqualsIfExists | aws:PrincipalArn | any                          | ALLOWED
            StringNotEquals | aws:PrincipalArn  | any                              | ALLOWED
            """)
    void conditionsLookAtTheContext(String operator, String key, String value, Decision expected) {
        Policies policies = new Policies.Builder()
                .resource(
                        QUEUE,
                        document(
                                true,
                                "{'Effect': 'Allow', 'Principal': {'Service': 'sns.amazonaws.com'}, 'Action': 'sqs:SendMessage',"
                                        + " 'Resource': '*', 'Condition': {'" + operator + "': {'" + key + "': '"
                                        + value
                                        + "'}}}"))
                .build();
        Request request = new Request(
                new Principal.Service("sns.amazonaws.com"),
                "sqs:SendMessage",
                QUEUE,
                Context.ofSource("arn:aws:sns:eu-north-1:1:sold", "1"));
        assertThat(policies.decide(request)).isEqualTo(expected);
    }

    @Test
    void oneOfSeveralValuesAndAllOfSeveralConditionsMustHold() {
        String statement = "{'Effect': 'Allow', 'Action': 'sqs:*', 'Resource': '*', 'Condition': {"
                + "'StringEquals': {'aws:PrincipalAccount': ['1', '" + ACCOUNT + "']},"
                + "'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::*:role/%s'}}}";
        assertThat(role(statement.formatted("sh*"), "sqs:SendMessage", QUEUE)).isEqualTo(Decision.ALLOWED);
        assertThat(role(statement.formatted("other"), "sqs:SendMessage", QUEUE)).isEqualTo(Decision.NOT_ALLOWED);
    }

    @Test
    void everythingThatCannotBeEvaluatedIsAProblem() {
        PolicyDocument document = PolicyDocument.ofResource(Templates.json("""
                {'Statement': [
                  {'Effect': 'Permit', 'Principal': {'Federated': 'x'}, 'Action': 'publish', 'Resource': 'orders'},
                  {'Effect': 'Allow', 'NotPrincipal': '*', 'Resource': 'arn:aws:sqs:a:b:${aws:username}',
                   'Condition': {'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}}},
                  {'Effect': 'Allow', 'Principal': '*', 'Action': 'a:B', 'NotAction': 'a:C', 'Resource': '*',
                   'Condition': {'StringLike': {'aws:SourceArn': '${aws:userid}'}}}]}
                """));
        assertThat(String.join("\n", document.problems()))
                .contains(
                        "'Permit'",
                        "'Federated'",
                        "'publish' is no action",
                        "'orders' is neither an ARN nor *",
                        "'NotPrincipal'",
                        "names a Principal",
                        "either Action or NotAction",
                        "arn:aws:sqs:a:b:${aws:username}",
                        "'IpAddress'",
                        "'aws:SourceIp'",
                        "${aws:userid}");
        assertThat(PolicyDocument.ofRole(Templates.json("{'Statement': {'Effect': 'Allow', 'Principal': '*',"
                                + " 'Action': 'a:B', 'Resource': '*'}}"))
                        .problems())
                .containsExactly("The policy of a role has no Principal.");
        assertThat(PolicyDocument.ofRole(Templates.json("{}")).problems())
                .containsExactly("The policy has no Statement.");
    }

    @Test
    void oneGrantTakenAwayLeavesTheOthers() {
        String other = "arn:aws:dynamodb:eu-north-1:123456789012:table/others";
        Policies policies = new Policies.Builder()
                .role(
                        "shop",
                        document(
                                false,
                                "{'Effect': 'Allow', 'Action': ['dynamodb:GetItem', 'dynamodb:PutItem'], 'Resource': ['"
                                        + TABLE + "', '" + other + "']}"))
                .build();
        Grant grant = new Grant("shop", 0, "dynamodb:PutItem", TABLE);
        assertThat(policies.grantsOfRoles()).hasSize(4).contains(grant);

        Policies without = policies.without(grant);

        assertThat(List.of(TABLE, other).stream()
                        .flatMap(table -> List.of("dynamodb:GetItem", "dynamodb:PutItem").stream()
                                .map(action -> without.decide(new Request(SHOP, action, table, Map.of())))))
                .containsExactly(Decision.ALLOWED, Decision.NOT_ALLOWED, Decision.ALLOWED, Decision.ALLOWED);
    }

    @Test
    void policyOfABucketIsAboutItsObjectsAndThatOfAFunctionAboutItsVersions() {
        Policies policies = new Policies.Builder()
                .resource("arn:aws:s3:::files", document(true, """
                        {'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::files/a/*'}
                        """))
                .resource(
                        "arn:aws:lambda:a:1:function:f",
                        PolicyDocument.ofPermission(
                                "sns.amazonaws.com", "lambda:InvokeFunction", "arn:aws:lambda:a:1:function:f*", "", ""))
                .build();
        assertThat(policies.decide(new Request(SHOP, "s3:GetObject", "arn:aws:s3:::files/a/b", Map.of())))
                .isEqualTo(Decision.ALLOWED);
        assertThat(policies.decide(new Request(SHOP, "s3:GetObject", "arn:aws:s3:::files/c", Map.of())))
                .isEqualTo(Decision.NOT_ALLOWED);
        assertThat(policies.decide(new Request(
                        new Principal.Service("sns.amazonaws.com"),
                        "lambda:InvokeFunction",
                        "arn:aws:lambda:a:1:function:f:live",
                        Map.of())))
                .isEqualTo(Decision.ALLOWED);
    }
}
