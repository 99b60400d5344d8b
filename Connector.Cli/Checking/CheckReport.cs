using System.Text.Json.Nodes;
using Connector.Cli.Crm;
using Connector.Cli.Findings;
using Spectre.Console;

namespace Connector.Cli.Checking;

/// <summary>Shows findings as they come, ✓ ! ✗, each with what to do; and at the end how many are wrong.</summary>
internal sealed class CheckReport(CrmSession session)
{
    private readonly List<Checked> _all = [];

    /// <summary>Shows one.</summary>
    public void Add(Checked one)
    {
        _all.Add(one);
        if (session.IsJson)
        {
            return;
        }

        var (mark, color) = one.Finding.Verdict.Shown();
        session.Screen.Mark(mark, $"{one.Name}: {one.Finding.Text}", color);
        if (one.Finding.Cure.Length > 0)
        {
            session.Screen.Mark("  →", one.Finding.Cure);
        }
    }

    /// <summary>Ends it: the exit code is 1 if anything is wrong.</summary>
    public async Task<int> EndAsync()
    {
        var (bad, doubtful) = (Count(Verdict.Bad), Count(Verdict.Doubtful));
        if (session.IsJson)
        {
            await session.WriteJsonAsync(new JsonObject
            {
                ["healthy"] = bad == 0,
                ["checks"] = new JsonArray([.. _all.Select(one => (JsonNode)new JsonObject
                {
                    ["name"] = one.Name,
                    ["verdict"] = one.Finding.Verdict.ToString().ToLowerInvariant(),
                    ["text"] = one.Finding.Text,
                    ["cure"] = one.Finding.Cure,
                })]),
            });
        }
        else
        {
            session.Screen.Say(
                bad + doubtful == 0 ? "All that was looked at is in order." : $"{bad} wrong, {doubtful} to be looked at.", bad > 0 ? Color.Red : doubtful > 0 ? Color.Yellow : Color.Green);
        }

        return bad == 0 ? ExitCode.Good : ExitCode.Bad;
    }

    private int Count(Verdict verdict) => _all.Count(one => one.Finding.Verdict == verdict);
}
