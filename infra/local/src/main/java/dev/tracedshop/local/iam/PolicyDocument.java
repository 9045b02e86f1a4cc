package dev.tracedshop.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A policy read from its JSON, whose intrinsic functions are resolved.
 *
 * @param problems what in it cannot be evaluated here; a policy with problems must not be used, for it would say something else
 */
public record PolicyDocument(List<Statement> statements, List<String> problems) {
    private static final Set<String> ELEMENTS =
            Set.of("Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition");

    /** Reads the policy of a role. */
    public static PolicyDocument ofRole(JsonNode document) {
        return read(document, false);
    }

    /** Reads the policy of a resource, whose statements say whom they are about. */
    public static PolicyDocument ofResource(JsonNode document) {
        return read(document, true);
    }

    /**
     * Makes the policy that a permission of Lambda stands for.
     *
     * @param principal the host of a service, or an account, an ARN or {@code *}
     * @param sourceArn the only resource that may be behind it, with wildcards; empty for any
     * @param sourceAccount the only account that may be behind it; empty for any
     */
    public static PolicyDocument ofPermission(
            String principal, String action, String functionArn, String sourceArn, String sourceAccount) {
        List<String> problems = new ArrayList<>();
        List<Condition> conditions = new ArrayList<>();
        if (!sourceArn.isEmpty()) {
            conditions.add(Condition.read("ArnLike", Context.SOURCE_ARN, List.of(sourceArn), problems));
        }
        if (!sourceAccount.isEmpty()) {
            conditions.add(Condition.read("StringEquals", Context.SOURCE_ACCOUNT, List.of(sourceAccount), problems));
        }
        boolean service = principal.contains(".");
        Principals principals = new Principals(
                principal.equals("*"),
                service ? List.of() : List.of(principal),
                service ? List.of(principal) : List.of());
        Statement statement = new Statement(
                true,
                principals,
                new Statement.Selection(List.of(action), false),
                new Statement.Selection(List.of(functionArn), false),
                conditions);
        return new PolicyDocument(List.of(statement), problems);
    }

    private static PolicyDocument read(JsonNode document, boolean ofResource) {
        List<String> problems = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        JsonNode declared = document.path("Statement");
        if (declared.isEmpty()) {
            problems.add("The policy has no Statement.");
        }
        for (JsonNode statement : declared.isObject() ? List.of(declared) : declared) {
            statements.add(statement(statement, ofResource, problems));
        }
        return new PolicyDocument(List.copyOf(statements), List.copyOf(problems));
    }

    private static Statement statement(JsonNode statement, boolean ofResource, List<String> problems) {
        statement.properties().forEach(element -> {
            if (!ELEMENTS.contains(element.getKey())) {
                problems.add("The statement element '" + element.getKey() + "' is not understood here.");
            }
        });
        String effect = statement.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            problems.add("A statement's Effect is Allow or Deny, not '" + effect + "'.");
        }
        Statement.Selection actions = selection(statement, "Action", problems);
        actions.texts().stream()
                .filter(action -> !action.matches("\\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+"))
                .forEach(action -> problems.add("'" + action + "' is no action, as sns:Publish is."));
        Statement.Selection resources = selection(statement, "Resource", problems);
        resources.texts().stream()
                .filter(resource -> !resource.equals("*") && !Wildcard.isArn(resource))
                .forEach(resource -> problems.add("'" + resource + "' is neither an ARN nor *."));
        resources.texts().stream()
                .filter(resource -> resource.contains("${"))
                .forEach(resource -> problems.add("Policy variables are not understood here: " + resource));
        return new Statement(
                effect.equals("Allow"),
                ofResource ? principals(statement.path("Principal"), problems) : unnamed(statement, problems),
                actions,
                resources,
                conditions(statement.path("Condition"), problems));
    }

    private static Statement.Selection selection(JsonNode statement, String name, List<String> problems) {
        boolean except = statement.has("Not" + name);
        if (except == statement.has(name)) {
            problems.add("A statement has either " + name + " or Not" + name + ".");
        }
        return new Statement.Selection(texts(statement.path(except ? "Not" + name : name)), except);
    }

    private static Principals unnamed(JsonNode statement, List<String> problems) {
        if (statement.has("Principal")) {
            problems.add("The policy of a role has no Principal.");
        }
        return Principals.UNNAMED;
    }

    private static Principals principals(JsonNode principal, List<String> problems) {
        if (principal.isTextual() && principal.asText().equals("*")) {
            return Principals.UNNAMED;
        }
        List<String> aws = new ArrayList<>();
        List<String> services = new ArrayList<>();
        if (principal.isEmpty()) {
            problems.add("The policy of a resource names a Principal: *, AWS or Service.");
        }
        principal.properties().forEach(kind -> {
            switch (kind.getKey()) {
                case "AWS" -> aws.addAll(texts(kind.getValue()));
                case "Service" -> services.addAll(texts(kind.getValue()));
                default -> problems.add("Principals of the kind '" + kind.getKey() + "' are not understood here.");
            }
        });
        return new Principals(aws.contains("*"), List.copyOf(aws), List.copyOf(services));
    }

    private static List<Condition> conditions(JsonNode condition, List<String> problems) {
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : condition.properties()) {
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                conditions.add(Condition.read(operator.getKey(), key.getKey(), texts(key.getValue()), problems));
            }
        }
        return List.copyOf(conditions);
    }

    /** Returns the texts of what may be one or a list. */
    private static List<String> texts(JsonNode node) {
        if (node instanceof MissingNode) {
            return List.of();
        }
        return node.isArray() ? node.valueStream().map(JsonNode::asText).toList() : List.of(node.asText());
    }
}
