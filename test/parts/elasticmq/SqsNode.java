import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * One ElasticMQ server (SQS) inside this process, for tests. Argument: the limits that it keeps, "strict" or "relaxed".
 * Says "PORT n" on standard output before it listens there, and ends when its standard input does, that is with the
 * process that started it.
 */
public final class SqsNode {
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out; // logging writes there too
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Map.of(
            "node-address.host", "127.0.0.1",
            "node-address.port", String.valueOf(port),
            "rest-sqs.bind-hostname", "127.0.0.1",
            "rest-sqs.bind-port", String.valueOf(port),
            "rest-sqs.sqs-limits", args[0],
            "rest-stats.enabled", "false",
            "aws.region", "eu-central-1",
            "aws.accountId", "123456789012").forEach(System::setProperty);
        Thread watching = new Thread(() -> {
            try {
                while (System.in.read() >= 0) { }
            } catch (Exception broken) {
                // As if it had ended.
            }
            Runtime.getRuntime().halt(0);
        });
        watching.setDaemon(true);
        watching.start();
        out.println("PORT " + port);
        out.flush();
        org.elasticmq.server.Main.main(new String[0]);
    }
}
