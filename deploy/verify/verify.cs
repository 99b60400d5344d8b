#:property PublishAot=false

// What deploy/verify/run asks of the trial once it runs:
//
//   dotnet run deploy/verify/verify.cs -- {Compose project} {rolling restarts}
//
// A company is enriched and the enrichment undone; ingress is restarted under load, Redis killed under load; everything is restored from a copy; what Podman can
// play of the Kustomize output is played beside it. Prints a line for each with its numbers. Exits 1 if one is not as it must be.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

const string Sandbox = "http://localhost:8005";
const string Dashboard = "http://localhost:8004";
const string Webhook = "http://localhost:8003/connector/webhook";
const string Tenant = "Cust10001";
const int PostsPerSecond = 100;
var (project, restarts) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(10) };
var (token, secret) = (Secret("webhook-token"), Secret("webhook-secret"));
var failed = false;

var contact = await Step("a company is enriched", Enriched);
await Step("a signed event is taken, an unsigned one is not", Signed);
await Step("the enrichment is undone by the command line", Undone);
await Step("memory at rest", MemoryAtRest);
await Step($"{restarts} rolling restarts of ingress at {PostsPerSecond} posts/s", RollingRestarts);
await Step($"Redis killed at {PostsPerSecond} posts/s", RedisKilled);
await Step("restored from a copy made while it worked", Restored);
await Step("Kustomize, as far as Podman plays it", Played);
return failed ? 1 : 0;

async Task<string> Step(string name, Func<Task<string>> step)
{
    try
    {
        var saw = await step();
        Console.WriteLine($"{name}: {saw}");
        return saw;
    }
    catch (Exception failure)
    {
        failed = true;
        Console.WriteLine($"{name}: FAILED. {failure.Message}");
        return "";
    }
}

async Task<string> Enriched()
{
    await Until("the sandbox, the dashboard and ingress answer", 120, async () =>
        await Ready($"{Sandbox}/health") && await Ready($"{Dashboard}/health") && (await Post(Event(1))) == 200);
    var clock = Stopwatch.StartNew();
    var id = await NewCompany("Klinikum Nordheide", "www.nordheide.example");
    return $"contact {id} after {clock.Elapsed.TotalSeconds:F0} s";
}

async Task<string> NewCompany(string name, string website)
{
    var made = await http.PostAsync($"{Sandbox}/sandbox/contacts", Json(new JsonObject { ["name"] = name, ["website"] = website }.ToJsonString()));
    var id = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["contactId"]!.ToString();
    await Until($"the fields of {name} are filled", 90, async () => (await Field(id, "SuperOffice:84")).Length > 0);
    return id;
}

async Task<string> Signed()
{
    var (signed, unsigned) = (await Post(Event(1)), await Post(Event(1), sign: false));
    return signed == 200 && unsigned == 401 ? "200 and 401" : throw new InvalidOperationException($"Answers: {signed} and {unsigned}.");
}

async Task<string> Undone()
{
    var id = contact.Split(' ')[1];
    var clock = Stopwatch.StartNew();
    await Cli("undo", Tenant, $"contact:{id}", "--why", "verify", "--yes");
    await Until("its fields are as they were", 60, async () => (await Field(id, "SuperOffice:84")).Length == 0);
    return $"after {clock.Elapsed.TotalSeconds:F0} s";
}

// What counts against the container's limit; and of that, what the process has made itself: the rest are files, mostly .NET's, that all containers share.
async Task<string> MemoryAtRest()
{
    await Task.Delay(TimeSpan.FromSeconds(30));
    var shown = new List<string>();
    foreach (var service in new[] { "ingress", "worker", "enricher", "dashboard", "sandbox", "redis", "proxy" })
    {
        var counted = (await Run("podman", "stats", "--no-stream", "--format", "{{.MemUsage}}", Container(service, 1))).Split('/')[0].Trim();
        var status = await File.ReadAllLinesAsync($"/proc/{await ProcessOf(service, 1)}/status");
        var own = status.Single(line => line.StartsWith("RssAnon", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        shown.Add($"{service} {counted} (own {int.Parse(own, CultureInfo.InvariantCulture) / 1000} MB)");
    }

    return string.Join(", ", shown);
}

// Podman 4's name server answers nobody for some seconds whenever a container comes or goes (seen: in 4 of 14 restarts, on a machine with a load of 37), which Docker's
// does not. So that the restarts are measured and not that server, the replicas have fixed addresses here (MAC too: the proxy would remember the old one), and the proxy knows them from its hosts file.
async Task FixAddresses()
{
    var network = $"{project}_front";
    var subnet = (await Run("podman", "network", "inspect", network, "--format", "{{range .Subnets}}{{.Subnet}}{{end}}")).Split('.');
    var hosts = (await Run("podman", "inspect", Container("proxy", 1), "--format", "{{.HostsPath}}")).Trim();
    if ((await File.ReadAllTextAsync(hosts)).Contains("ingress-2", StringComparison.Ordinal))
    {
        return;
    }

    foreach (var number in new[] { 1, 2 })
    {
        var address = string.Join('.', [.. subnet[..3], $"{200 + number}"]);
        await Run("podman", "network", "disconnect", network, Container("ingress", number));
        await Run("podman", "network", "connect", "--ip", address, "--mac-address", $"02:00:00:00:02:0{number}", network, Container("ingress", number));
        await Run("podman", "restart", "--time", "30", Container("ingress", number));
        await Until($"ingress {number} is reached at its address", 60, () => Ready($"http://{address}:8080/health"));
        await File.AppendAllTextAsync(hosts, $"{address}\tingress-{number}\n");
    }

    await Until("the proxy reaches ingress", 60, async () => await Post(Event(1)) == 200);
}

async Task<string> RollingRestarts()
{
    await FixAddresses();
    var (before, slowest) = (await Accepted(), TimeSpan.Zero);
    var load = await UnderLoad(async () =>
    {
        for (var restart = 0; restart < restarts; restart++)
        {
            var clock = Stopwatch.StartNew();
            await Run("podman", "restart", "--time", "30", Container("ingress", (restart % 2) + 1));
            await Until("the restarted ingress is ready", 60, async () => await Ready($"http://{await AddressOf("ingress", (restart % 2) + 1)}:8080/health"));
            // The proxy asks every second.
            await Task.Delay(TimeSpan.FromSeconds(3));
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }
    });
    await Settled(before, load.Taken);
    return load.Failed.Count == 0
        ? $"{load.Taken} posts, none failed, slowest {load.Slowest.TotalSeconds:F1} s, 99 of 100 within {load.Most.TotalMilliseconds:F0} ms; a restart took {slowest.TotalSeconds:F1} s at most; the audit is balanced"
        : throw new InvalidOperationException($"{load.Failed.Count} of {load.Failed.Count + load.Taken} posts failed: {string.Join(", ", load.Failed.Distinct())}.");
}

async Task<string> RedisKilled()
{
    var (before, away) = (await Accepted(), TimeSpan.Zero);
    var load = await UnderLoad(async () =>
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        var was = await ProcessOf("redis", 1);
        var clock = Stopwatch.StartNew();
        await Run("kill", "-KILL", was);
        await Until("Redis is back", 60, async () => await ProcessOf("redis", 1) is var now && now != was && now != "0");
        away = clock.Elapsed;
        await Task.Delay(TimeSpan.FromSeconds(5));
    });
    await Settled(before, load.Taken);
    return load.Failed.Count == 0
        ? $"back after {away.TotalSeconds:F1} s; {load.Taken} posts, none failed, slowest {load.Slowest.TotalSeconds:F1} s; all are accounted for and the audit is balanced"
        : throw new InvalidOperationException($"{load.Failed.Count} of {load.Failed.Count + load.Taken} posts failed: {string.Join(", ", load.Failed.Distinct())}.");
}

// Docs/deployment.md, "Backup and restore", as written there. The sandbox lives on meanwhile, as a CRM does; the workers' memory of Redis survives on their disk.
async Task<string> Restored()
{
    string[] ours = ["redis", "ingress", "worker", "dashboard", "enricher"];
    var copy = Directory.CreateDirectory("artifacts/verify/backup").FullName;
    await Run("rm", "-rf", copy);
    Directory.CreateDirectory(copy);
    var (known, accepted) = (await NewCompany("Hafen Logistik", "www.hafenlogistik.example"), 0L);
    var load = await UnderLoad(async () =>
    {
        await Run("cp", "-a", Path.Combine(await Volume("ingress"), "spool"), Path.Combine(copy, "spool"));
        await Redis("CONFIG", "SET", "auto-aof-rewrite-percentage", "0");
        await Until("Redis writes no file anew", 60, async () => (await Redis("INFO", "persistence")).Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal));
        accepted = await Accepted();
        await Run("cp", "-a", Path.Combine(await Volume("redis"), "appendonlydir"), Path.Combine(copy, "appendonlydir"));
        await Redis("CONFIG", "SET", "auto-aof-rewrite-percentage", "100");
        await Task.WhenAll(Run("podman", "pause", Container("worker", 1)), Run("podman", "pause", Container("worker", 2)));
        await Run("cp", "-a", Path.Combine(await Volume("worker"), "journal"), Path.Combine(copy, "journal"));
        await Task.WhenAll(Run("podman", "unpause", Container("worker", 1)), Run("podman", "unpause", Container("worker", 2)));
    });

    // What the copy does not know: a company that was enriched, and a human's own words in one that it knows.
    var unknown = await NewCompany("Moorland Kliniken", "www.moorland.example");
    await Edit(known, """{"name":"Hafen und Logistik","fields":{"SuperOffice:84":"Mine"}}""");
    await Edit(unknown, """{"fields":{"SuperOffice:84":"Mine too"}}""");
    await Until("every job has come to its end", 120, async () => await Audit() is var audit && (long)audit["finished"]! + (long)audit["dead"]! == (long)audit["accepted"]!);
    var lost = await Accepted();
    foreach (var service in ours)
    {
        foreach (var number in await Numbers(service))
        {
            await Run("podman", "stop", "--time", "0", Container(service, number));
        }
    }

    await Replace(await Volume("redis"), "appendonlydir");
    await Replace(await Volume("ingress"), "spool");
    await Replace(await Volume("worker"), "journal");
    var clock = Stopwatch.StartNew();
    foreach (var service in ours)
    {
        foreach (var number in await Numbers(service))
        {
            await Run("podman", "start", Container(service, number));
        }
    }

    await Until("the loss is noticed", 120, async () => await Ready($"{Dashboard}/health") && (bool)(await Read($"{Dashboard}/api/loss"))["open"]!);
    var noticed = clock.Elapsed;
    var found = await Accepted();
    await Until("ingress takes posts", 60, async () => await Post(Event(1)) == 200);
    await Edit(known, """{"name":"Hafen & Logistik"}""");
    await Edit(unknown, """{"name":"Moorland-Kliniken"}""");
    await Until("every job has come to its end", 120, async () => await Audit() is var audit && (long)audit["accepted"]! > found + 1
        && (bool)audit["balanced"]! && (long)audit["finished"]! + (long)audit["dead"]! == (long)audit["accepted"]!);
    var words = (await Field(known, "SuperOffice:84"), await Field(unknown, "SuperOffice:84"));
    await Cli("loss", "accept");
    return words == ("Mine", "Mine too") && !(bool)(await Read($"{Dashboard}/api/loss"))["open"]!
        ? $"copied at {PostsPerSecond} posts/s ({load.Taken} posts, {load.Failed.Count} failed, slowest {load.Slowest.TotalSeconds:F1} s); {lost - found} of {lost} accepted events were not in the copy ({accepted} when it was begun); "
            + $"the loss was noticed {noticed.TotalSeconds:F0} s after the start; both human texts stay; the audit is balanced"
        : throw new InvalidOperationException($"The texts are {words}.");

    async Task Replace(string volume, string directory)
    {
        await Run("rm", "-rf", Path.Combine(volume, directory));
        await Run("cp", "-a", Path.Combine(copy, directory), Path.Combine(volume, directory));
    }
}

Task<string> Redis(params string[] command) =>
    Run("podman", ["exec", "--env", $"REDISCLI_AUTH={Secret("redis-password")}", Container("redis", 1), "redis-cli", .. command]);

Task<string> Cli(params string[] arguments) =>
    Run("dotnet", ["artifacts/bin/Connector.Cli/release/connector.dll", .. arguments, "--key-file", "deploy/try/secrets/operator-key"]);

async Task<string> Volume(string name) => (await Run("podman", "volume", "inspect", $"{project}_{name}", "--format", "{{.Mountpoint}}")).Trim();

async Task<IReadOnlyList<int>> Numbers(string service) =>
    [.. Enumerable.Range(1, (await Run("podman", "ps", "--all", "--format", "{{.Names}}")).Split('\n').Count(name => name.StartsWith($"{project}_{service}{(service == "ingress" ? '-' : '_')}", StringComparison.Ordinal)))];

async Task Edit(string id, string change) => (await http.PatchAsync($"{Sandbox}/sandbox/contacts/{id}", Json(change))).EnsureSuccessStatusCode();

async Task<JsonNode> Read(string url) => JsonNode.Parse(await http.GetStringAsync(url))!;

// Podman knows deployments, and neither stateful sets nor network policies. What it plays runs on the trial's network, against the trial's Redis.
async Task<string> Played()
{
    var overlay = Directory.CreateDirectory("artifacts/verify/overlay").FullName;
    string[] services = ["dashboard", "enricher"];
    await File.WriteAllTextAsync(Path.Combine(overlay, "kustomization.yaml"), $"""
        resources: [../../../deploy/kustomize/base]
        images:
        {string.Join('\n', services.Select(one => $"- name: ghcr.io/your-house/connector-{one}\n  newName: localhost/connector-{one}\n  newTag: try"))}
        configMapGenerator:
        - name: connector
          behavior: merge
          literals: [superoffice-context-identifier={Tenant}, "explorer-url=https://explorer.example.com", explorer-user=sandbox]
        patches:
        - target: {"{"} kind: Deployment, name: dashboard {"}"}
          patch: '[{"{"}"op": "add", "path": "/spec/template/spec/containers/0/env/-", "value": {"{"}"name": "Jobs__Profile", "value": "sandbox"{"}"}{"}"}]'
        """);
    var rendered = (await Run("kubectl", "kustomize", overlay)).Split("\n---\n");
    var secrets = await Run("kubectl", "create", "secret", "generic", "connector", "--from-file=deploy/try/secrets", "--dry-run=client", "-o", "yaml");
    var file = Path.Combine(overlay, "..", "played.yaml");
    await File.WriteAllTextAsync(file, string.Join("\n---\n", rendered.Where(one => one.Contains("kind: Deployment", StringComparison.Ordinal) || one.Contains("kind: ConfigMap", StringComparison.Ordinal)).Prepend(secrets)));
    try
    {
        await Run("podman", "play", "kube", "--network", $"{project}_back", file);
        foreach (var (service, port) in new[] { ("dashboard", 8080), ("enricher", 8007) })
        {
            var infra = await Run("podman", "pod", "inspect", $"{service}-pod-0", "--format", "{{.InfraContainerID}}");
            var address = (await Run("podman", "inspect", infra.Trim(), "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")).Trim();
            await Until($"{service} is ready", 60, () => Ready($"http://{address}:{port}/health"));
        }
    }
    finally
    {
        await Run("podman", ["pod", "rm", "--force", "--ignore", .. services.Select(service => $"{service}-pod-0")]);
        await Run("podman", "secret", "rm", "connector");
    }

    return $"{string.Join(" and ", services)} are ready";
}

// Posts at an even pace until the work is done, and some seconds more.
async Task<Load> UnderLoad(Func<Task> work)
{
    using var end = new CancellationTokenSource();
    var posts = new List<Task<(int Status, TimeSpan Took)>>();
    var posting = Task.Run(async () =>
    {
        var clock = Stopwatch.StartNew();
        while (!end.IsCancellationRequested)
        {
            while (posts.Count < clock.Elapsed.TotalSeconds * PostsPerSecond)
            {
                posts.Add(Timed());
            }

            await Task.Delay(5);
        }
    });
    await Task.Delay(TimeSpan.FromSeconds(2));
    await work();
    await Task.Delay(TimeSpan.FromSeconds(2));
    await end.CancelAsync();
    await posting;
    var answers = await Task.WhenAll(posts);
    var taken = answers.Where(answer => answer.Status == 200).Select(answer => answer.Took).Order().ToList();
    return new Load(taken.Count, [.. answers.Where(answer => answer.Status != 200).Select(answer => answer.Status)], taken[^1], taken[taken.Count * 99 / 100]);
}

async Task<(int Status, TimeSpan Took)> Timed()
{
    var clock = Stopwatch.StartNew();
    return (await Post(Event(1)), clock.Elapsed);
}

// Nothing accepted is lost: as many more jobs as posts were answered with 200, all at an end.
async Task Settled(long before, int taken) => await Until("every job has come to its end", 180, async () =>
{
    var audit = await Audit();
    return (bool)audit["balanced"]! && (long)audit["spooled"]! == 0 && (long)audit["accepted"]! >= before + taken
        && (long)audit["finished"]! + (long)audit["dead"]! == (long)audit["accepted"]!;
});

async Task<long> Accepted() => (long)(await Audit())["accepted"]!;

async Task<JsonNode> Audit() => await Read($"{Dashboard}/api/audit");

async Task<bool> Ready(string url)
{
    try
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Host = "localhost" } };
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }
    catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
    {
        return false;
    }
}

async Task<string> Field(string id, string field) =>
    (await Read($"{Sandbox}/sandbox/contacts/{id}"))["fields"]![field]!["value"]!.ToString();

// A change that concerns nothing we write: it is accepted, decided and finished, and asks nobody.
static byte[] Event(int contact) => Encoding.UTF8.GetBytes(new JsonObject
{
    ["EventId"] = Guid.NewGuid().ToString(),
    ["Timestamp"] = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
    ["Changes"] = new JsonArray("contact_id", "deptname"),
    ["Event"] = "contact.changed",
    ["PrimaryKey"] = contact,
    ["Entity"] = "contact",
    ["ContextIdentifier"] = Tenant,
    ["ChangedByAssociateId"] = 11,
    ["WebhookName"] = "verify",
}.ToJsonString());

async Task<int> Post(byte[] body, bool sign = true)
{
    using var request = new HttpRequestMessage(HttpMethod.Post, Webhook) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } };
    request.Headers.Add("X-Connector-Token", token);
    if (sign)
    {
        request.Headers.Add("X-SuperOffice-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
    }

    try
    {
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
    catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
    {
        return failure is TaskCanceledException ? -1 : 0;
    }
}

static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

static string Secret(string name) => File.ReadAllText($"deploy/try/secrets/{name}").Trim();

// Replicas of ingress are services of their own.
string Container(string service, int number) => service == "ingress" ? $"{project}_ingress-{number}_1" : $"{project}_{service}_{number}";

async Task<string> ProcessOf(string service, int number) => (await Run("podman", "inspect", Container(service, number), "--format", "{{.State.Pid}}")).Trim();

async Task<string> AddressOf(string service, int number) =>
    (await Run("podman", "inspect", Container(service, number), "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}")).Split(' ')[0];

static async Task Until(string what, int seconds, Func<Task<bool>> holds)
{
    var clock = Stopwatch.StartNew();
    while (!await Holds())
    {
        if (clock.Elapsed.TotalSeconds > seconds)
        {
            throw new TimeoutException($"Waited {seconds} s until {what}.");
        }

        await Task.Delay(250);
    }

    // Whoever is asked may be away just then.
    async Task<bool> Holds()
    {
        try
        {
            return await holds();
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

static async Task<string> Run(string program, params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}{await output}");
}

internal sealed record Load(int Taken, IReadOnlyList<int> Failed, TimeSpan Slowest, TimeSpan Most);
