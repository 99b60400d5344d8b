#:property PublishAot=false

// What deploy/verify/run asks of the trial once it runs:
//
//   dotnet run deploy/verify/verify.cs -- {Compose project} {rolling restarts}
//
// A company is enriched and the enrichment undone; ingress is restarted under load, Redis killed under load; what Podman can play of the Kustomize output is
// played beside it. Prints a line for each with its numbers. Exits 1 if one is not as it must be.
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
    var made = await http.PostAsync($"{Sandbox}/sandbox/contacts", Json("""{"name":"Klinikum Nordheide","website":"www.nordheide.example"}"""));
    var id = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["contactId"]!.ToString();
    await Until("its fields are filled", 90, async () => (await Field(id, "SuperOffice:84")).Length > 0);
    return $"contact {id} after {clock.Elapsed.TotalSeconds:F0} s";
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
    await Run("dotnet", "artifacts/bin/Connector.Cli/release/Connector.Cli.dll", "undo", Tenant, $"contact:{id}", "--why", "verify", "--yes", "--key-file", "deploy/try/secrets/operator-key");
    await Until("its fields are as they were", 60, async () => (await Field(id, "SuperOffice:84")).Length == 0);
    return $"after {clock.Elapsed.TotalSeconds:F0} s";
}

// What the process itself has in memory: the cgroup's number has the files in it that it has read.
async Task<string> MemoryAtRest()
{
    await Task.Delay(TimeSpan.FromSeconds(30));
    var shown = new List<string>();
    foreach (var service in new[] { "ingress", "worker", "enricher", "dashboard", "sandbox", "redis", "proxy" })
    {
        var status = await File.ReadAllLinesAsync($"/proc/{await ProcessOf(service, 1)}/status");
        shown.Add($"{service} {int.Parse(status.Single(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000}");
    }

    return $"{string.Join(", ", shown)} MB";
}

async Task<string> RollingRestarts()
{
    var (before, slowest) = (await Accepted(), TimeSpan.Zero);
    var load = await UnderLoad(async () =>
    {
        for (var restart = 0; restart < restarts; restart++)
        {
            var clock = Stopwatch.StartNew();
            await Run("podman", "restart", "--time", "30", Container("ingress", (restart % 2) + 1));
            await Until("the restarted ingress is ready", 60, async () => await Ready($"http://{await AddressOf("ingress", (restart % 2) + 1)}:8080/health"));
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
            var pod = await Run("podman", "inspect", $"{service}-pod-{service}", "--format", "{{.Pod}}");
            var infra = await Run("podman", "pod", "inspect", pod.Trim(), "--format", "{{.InfraContainerID}}");
            var address = (await Run("podman", "inspect", infra.Trim(), "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")).Trim();
            await Until($"{service} is ready", 60, () => Ready($"http://{address}:{port}/health"));
        }
    }
    finally
    {
        await Run("podman", "play", "kube", "--down", file);
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

async Task<JsonNode> Audit() => JsonNode.Parse(await http.GetStringAsync($"{Dashboard}/api/audit"))!;

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
    JsonNode.Parse(await http.GetStringAsync($"{Sandbox}/sandbox/contacts/{id}"))!["fields"]![field]!["value"]!.ToString();

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

string Container(string service, int number) => $"{project}_{service}_{number}";

async Task<string> ProcessOf(string service, int number) => (await Run("podman", "inspect", Container(service, number), "--format", "{{.State.Pid}}")).Trim();

async Task<string> AddressOf(string service, int number) =>
    (await Run("podman", "inspect", Container(service, number), "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}")).Split(' ')[0];

static async Task Until(string what, int seconds, Func<Task<bool>> holds)
{
    var clock = Stopwatch.StartNew();
    while (!await holds())
    {
        if (clock.Elapsed.TotalSeconds > seconds)
        {
            throw new TimeoutException($"Waited {seconds} s until {what}.");
        }

        await Task.Delay(250);
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
