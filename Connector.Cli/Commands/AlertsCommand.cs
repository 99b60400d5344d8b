using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Commands;

/// <summary>The notices that are open, and whether they reach whom they are posted to.</summary>
internal sealed class AlertsCommand : Command
{
    public AlertsCommand() : base("alerts", "What a person should know of now, and whether it is told.")
    {
        Add(new Listing());
        Add(new Test());
    }

    private sealed class Listing() : AskingCommand("list", "Lists the notices that are open. Exit code 1 if one is urgent.")
    {
        protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
            dashboard.GetAsync("api/notices", cancellationToken);

        protected override int Judge(JsonElement answer) =>
            answer.GetProperty("items").EnumerateArray().Any(one => one.GetProperty("notice").GetProperty("isUrgent").GetBoolean()) ? ExitCode.Bad : ExitCode.Good;

        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
        {
            var items = answer.GetProperty("items").EnumerateArray().ToList();
            if (items.Count == 0)
            {
                screen.Say("There are no notices.");
            }

            foreach (var one in items)
            {
                var notice = one.GetProperty("notice");
                screen.Say(Screen.Text(notice, "text"), notice.GetProperty("isUrgent").GetBoolean() ? Color.Red : null);
                screen.Say($"  {Screen.Text(notice, "remedy")}");
                screen.Say($"  Since {Screen.Time(one, "raisedAt")} UTC; {Told(one)}.");
            }
        }

        private static string Told(JsonElement one) => Given(one, "sentAt") ? $"told at {Screen.Time(one, "sentAt")} UTC"
            : Given(one, "problem") ? $"not told yet. {Screen.Text(one, "problem").TrimEnd('.')}"
            : "told to nobody: Notices:Url is empty, or no worker has looked yet";
    }

    private sealed class Test : AskingCommand
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        private readonly Option<string> _by = CommonOptions.By();

        public Test() : base("test", "Has a worker post a notice that says nothing, and waits until its receiver has taken it. Needs the key. Exit code 1 if it has not.") => Add(_by);

        protected override async Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
        {
            var asked = await dashboard.PostAsync("api/notices/test", new { by = parsed.GetRequiredValue(_by) }, cancellationToken);
            var key = asked.GetProperty("key").GetString();
            JsonElement last = default;
            var started = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                var found = (await dashboard.GetAsync("api/notices", cancellationToken)).GetProperty("items").EnumerateArray()
                    .FirstOrDefault(one => one.GetProperty("notice").GetProperty("key").GetString() == key);
                if (found.ValueKind == JsonValueKind.Undefined)
                {
                    break;
                }

                last = found.Clone();
                if (Given(last, "sentAt") || Given(last, "problem"))
                {
                    break;
                }

                await Task.Delay(Pause, cancellationToken);
            }

            return last.ValueKind == JsonValueKind.Undefined ? asked : last;
        }

        protected override int Judge(JsonElement answer) => Given(answer, "sentAt") ? ExitCode.Good : ExitCode.Bad;

        protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.Say(
            Given(answer, "sentAt") ? "The receiver of notices has taken the test."
            : Given(answer, "problem") ? $"The receiver of notices did not take the test. {Screen.Text(answer, "problem")}"
            : "Nobody took the test: no worker runs, or none has Notices:Url set.");
    }

    private static bool Given(JsonElement one, string name) => one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;
}
