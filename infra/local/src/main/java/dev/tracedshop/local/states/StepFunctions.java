package dev.tracedshop.local.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.asl.DefinitionException;
import dev.tracedshop.local.asl.Execution;
import dev.tracedshop.local.asl.HistoryEvent;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.aws.FrontDoor;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.function.Functions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BiConsumer;

/**
 * The state machines of an assembly and their executions, which are kept until the shop ends: a name is used once. Histories are kept of the
 * newest that have ended. A machine's name is a channel of the account: published are executions started, delivered those that succeeded,
 * failed the others that ended.
 */
public final class StepFunctions implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEP_THREADS = 4;

    /** A history is some 50 KB, and a soak has many thousands of them. */
    static final int HISTORIES_KEPT = 1_000;

    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Map<String, Execution> executions = new LinkedHashMap<>();
    private final Deque<Execution> endedWithHistory = new ArrayDeque<>();
    private final Account account;
    private final Quiet quiet;
    private final BiConsumer<StateMachine, ObjectNode> log;
    private final Hops hops;
    private final ScheduledThreadPoolExecutor scheduler;
    private final ExecutorService pool = Executors.newFixedThreadPool(STEP_THREADS, task -> daemon(task, "executions"));
    private final ServiceTasks tasks;
    private final Execution.Surroundings surroundings;

    /**
     * One execution in short.
     *
     * @param machine the machine's name
     * @param name the execution's name
     * @param status where it stands
     * @param input what it was started with, as JSON
     */
    public record Summary(String machine, String name, Execution.Status status, String input) {}

    /**
     * @param hops is told what executions are started with, and what their tasks get
     * @param log is told each line that a machine writes to its log
     */
    public StepFunctions(
            Assembly assembly,
            Functions functions,
            FrontDoor door,
            Hurry hurry,
            Quiet quiet,
            Account account,
            Hops hops,
            BiConsumer<StateMachine, ObjectNode> log) {
        this.account = account;
        this.quiet = quiet;
        this.log = log;
        this.hops = hops;
        this.scheduler = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "execution-timer"));
        scheduler.setRemoveOnCancelPolicy(true);
        this.tasks = new ServiceTasks(functions, door, hops);
        this.surroundings = new Execution.Surroundings(tasks, new HurriedTimer(scheduler, hurry), pool);
        Machines.of(assembly).forEach(machine -> {
            machines.put(machine.profile().arn(), machine);
            hops.knows(ServiceTasks.role(machine.roleArn()), machine.profile().name());
            account.open(machine.profile().name());
        });
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the service for the front door's scope {@code states}. */
    public AwsService service() {
        return new StepFunctionsService(this, hops);
    }

    /** Returns the machines of the templates. */
    public List<StateMachine> machines() {
        return machines.values().stream().map(Machine::profile).toList();
    }

    /** Returns all executions in short, oldest first. */
    public List<Summary> executions() {
        return all().stream()
                .map(execution -> new Summary(
                        execution.identity().machineName(),
                        execution.identity().name(),
                        execution.result().status(),
                        execution.input().toString()))
                .toList();
    }

    /**
     * Gives a machine another definition, for executions that start from now on. Placeholders are filled as in the template's own.
     *
     * @throws DefinitionException with all that is wrong with it; then the old one stays
     * @throws NoSuchElementException if there is no such machine
     */
    public void replaceDefinition(String machineName, String text) {
        named(machineName).replace(text);
    }

    /**
     * Returns the definition that a machine has now, its placeholders filled.
     *
     * @throws NoSuchElementException if there is no such machine
     */
    public String definition(String machineName) {
        return named(machineName).definition().text();
    }

    private Machine named(String machineName) {
        return machines.values().stream()
                .filter(machine -> machine.profile().name().equals(machineName))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no state machine '" + machineName
                        + "'. There are: "
                        + machines().stream().map(StateMachine::name).toList()));
    }

    Optional<Machine> machine(String arn) {
        return Optional.ofNullable(machines.get(arn));
    }

    Collection<Machine> allMachines() {
        return machines.values();
    }

    Optional<Execution> execution(String arn) {
        synchronized (executions) {
            return Optional.ofNullable(executions.get(arn));
        }
    }

    List<Execution> all() {
        synchronized (executions) {
            return new ArrayList<>(executions.values());
        }
    }

    /**
     * Starts an execution, unless there is one of that name.
     *
     * @return the execution that was there before; empty when a new one was started
     */
    Optional<Execution> start(Machine machine, String name, String arn, JsonNode input) {
        StateMachine profile = machine.profile();
        Execution execution;
        synchronized (executions) {
            Execution before = executions.get(arn);
            if (before != null) {
                return Optional.of(before);
            }
            Quiet.Activity activity = quiet.begin("execution " + name + " of " + profile.name());
            execution = new Execution(
                    machine.definition(),
                    new Execution.Identity(arn, name, profile.arn(), profile.name(), machine.roleArn()),
                    input,
                    surroundings,
                    new Execution.Listener() {
                        @Override
                        public void happened(HistoryEvent event) {
                            if (machine.isLogged()) {
                                logged(profile, line(event, arn, profile.includeExecutionData()));
                            }
                        }

                        @Override
                        public void ended(Execution.Result result) {
                            forgetOldHistories(arn);
                            if (result.status() == Execution.Status.SUCCEEDED) {
                                account.delivered(profile.name());
                            } else {
                                account.failed(profile.name());
                            }
                            activity.close();
                        }
                    });
            executions.put(arn, execution);
        }
        account.published(profile.name());
        execution.start();
        return Optional.empty();
    }

    private void forgetOldHistories(String endedNow) {
        synchronized (executions) {
            Execution execution = executions.get(endedNow);
            if (execution != null) {
                endedWithHistory.add(execution);
            }
            if (endedWithHistory.size() > HISTORIES_KEPT) {
                endedWithHistory.remove().forgetHistory();
            }
        }
    }

    /** Tells the log; what goes wrong there is no fault of the execution. */
    private void logged(StateMachine profile, ObjectNode line) {
        try {
            log.accept(profile, line);
        } catch (RuntimeException e) {
            System.err.println("A line of the log of " + profile.name() + " was not taken: " + e);
        }
    }

    /** Writes an event as Step Functions writes it to a log group. */
    private static ObjectNode line(HistoryEvent event, String arn, boolean data) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", Long.toString(event.id()));
        line.put("type", event.type());
        ObjectNode details = event.details().deepCopy();
        if (!data) {
            details.remove(List.of("input", "inputDetails", "output", "outputDetails", "parameters", "cause"));
        }
        line.set("details", details);
        line.put("previous_event_id", Long.toString(event.previousId()));
        line.put("event_timestamp", Long.toString(event.time().toEpochMilli()));
        line.put("execution_arn", arn);
        line.put("redrive_count", "0");
        return line;
    }

    /** Ends all waiting; executions that run stay as they are. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        tasks.close();
        pool.shutdown();
    }
}
