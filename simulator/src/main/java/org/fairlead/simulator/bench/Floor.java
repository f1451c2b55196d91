package org.fairlead.simulator.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What others need for the same number of idle TLS connections: nginx with TLS only, mosquitto with MQTT over TLS. */
final class Floor {
    private static final int AT_ONCE = 64;

    private Floor() {}

    /** A row of the table, or a sentence why there is none. */
    static String row(String name, Path folder, Path keys, int connections) throws IOException, InterruptedException {
        Path program = Path.of("/usr/sbin/" + name);
        if (!Files.isExecutable(program)) {
            return "| " + name + " | is not installed here, so it was not measured | | |";
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path home = Files.createDirectories(folder.resolve(name));
        Path key = Files.writeString(home.resolve("key.pem"), onlyKey(Files.readString(keys.resolve("server.key"))));
        Path certificate = keys.resolve("server.crt");
        boolean mqtt = name.equals("mosquitto");
        Path config = Files.writeString(
                home.resolve("conf"), mqtt ? mosquitto(port, key, certificate) : nginx(home, port, key, certificate));
        Process process = new ProcessBuilder(program.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        try {
            awaitPort(port);
            long serving = mqtt
                    ? process.pid()
                    : process.descendants().findFirst().orElseThrow().pid();
            List<Long> pids = List.of(process.pid());
            connect(port, mqtt, 200, new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()), true);
            double cpu = ProcessCost.cpuMillis(pids);
            long memory = ProcessCost.residentKib(serving);
            var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            connect(port, mqtt, connections, loops, false);
            double cpuMillis = (ProcessCost.cpuMillis(pids) - cpu) / connections;
            double kib = (ProcessCost.residentKib(serving) - memory) / (double) connections;
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            return String.format(
                    Locale.ROOT,
                    "| %s (%s, server certificate only, no database) | %d | %.2f | %.1f |",
                    name,
                    mqtt ? "MQTT over TLS" : "TLS only",
                    connections,
                    cpuMillis,
                    kib);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void connect(
            int port, boolean mqtt, int connections, MultiThreadIoEventLoopGroup loops, boolean thenClose)
            throws IOException, InterruptedException {
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3")
                .endpointIdentificationAlgorithm(null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        Semaphore permits = new Semaphore(AT_ONCE);
        for (int i = 0; i < connections; i++) {
            permits.acquire();
            byte[] hello = mqtt ? mqttConnect("client" + i) : new byte[0];
            new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(context.newHandler(channel.alloc()))
                                    .addLast(new Guest(hello, permits));
                        }
                    })
                    .connect("127.0.0.1", port);
        }
        permits.acquire(AT_ONCE);
        permits.release(AT_ONCE);
        if (thenClose) {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        } else {
            Thread.sleep(500);
        }
    }

    private static final class Guest extends ChannelInboundHandlerAdapter {
        private final byte[] hello;
        private final Semaphore permits;
        private boolean released;

        Guest(byte[] hello, Semaphore permits) {
            this.hello = hello;
            this.permits = permits;
        }

        private void release() {
            if (!released) {
                released = true;
                permits.release();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent) {
                if (hello.length == 0) {
                    release();
                } else {
                    context.writeAndFlush(Unpooled.wrappedBuffer(hello));
                }
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            release();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static byte[] mqttConnect(String client) {
        byte[] id = client.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        packet.write(12 + id.length);
        packet.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, (byte) 240, 0, (byte) id.length});
        packet.writeBytes(id);
        return packet.toByteArray();
    }

    private static String mosquitto(int port, Path key, Path certificate) {
        return "listener " + port + " 127.0.0.1\nuser root\nallow_anonymous true\nkeyfile " + key + "\ncertfile "
                + certificate + "\ntls_version tlsv1.3\nmax_connections -1\n";
    }

    private static String nginx(Path home, int port, Path key, Path certificate) {
        return "user root;\ndaemon off;\nworker_processes 1;\npid " + home.resolve("pid") + ";\nerror_log "
                + home.resolve("error.log")
                + ";\nworker_rlimit_nofile 19000;\nevents { worker_connections 18000; }\nhttp {\n  access_log off;\n"
                + "  client_header_timeout 600;\n  server {\n    listen 127.0.0.1:" + port
                + " ssl backlog=4096;\n    ssl_protocols TLSv1.3;\n    ssl_certificate " + certificate
                + ";\n    ssl_certificate_key " + key + ";\n  }\n}\n";
    }

    private static String onlyKey(String pem) {
        String end = "-----END PRIVATE KEY-----\n";
        return pem.substring(0, pem.indexOf(end) + end.length());
    }

    private static void awaitPort(int port) throws InterruptedException, IOException {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new IOException("nothing listens on port " + port);
    }
}
