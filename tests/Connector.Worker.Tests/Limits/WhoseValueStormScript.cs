using Connector.ServiceDefaults.Faults;

namespace Connector.Worker.Tests.Limits;

/// <summary>What goes wrong with one write.</summary>
internal enum StormFault
{
    None,

    /// <summary>The connection breaks, and the CRM never saw the PATCH.</summary>
    BreakBefore,

    /// <summary>The connection breaks after the CRM has carried the PATCH out.</summary>
    BreakAfter,

    /// <summary>The CRM has carried it out, and answers 204.</summary>
    NoContent,

    /// <summary>The CRM has carried it out, and half of its answer arrives.</summary>
    CutJson,

    /// <summary>The CRM has carried it out, and answers <c>null</c>.</summary>
    NullAnswer,

    /// <summary>The worker is killed.</summary>
    Kill,

    /// <summary>The worker freezes before the write gate is asked, and goes on after another pass has settled its write.</summary>
    FreezeAtGate,

    /// <summary>The same after the gate said yes: nobody can stop that PATCH any more.</summary>
    FreezeAtWire,
}

/// <summary>A human's edit.</summary>
/// <param name="Field">The ProgId, or <c>phone</c>.</param>
/// <param name="Value">A value; <c>=</c> for what the enricher said last.</param>
/// <param name="By">Who.</param>
internal sealed record StormEdit(string Field, string Value, int By);

/// <summary>What happens to one write of ours, and what a human does right before its PATCH and right after it went wrong.</summary>
internal sealed record StormWrite(StormFault Fault, string? KillAt, StormEdit? Before, StormEdit? After, bool FrozenLong);

/// <summary>What happens to the company from outside: an edit, a new name, or an event and nothing else.</summary>
/// <param name="Pause">Milliseconds before it; null to wait until all that went before has ended.</param>
/// <param name="Edit">The edit, if it is one.</param>
/// <param name="Renames">Whether it is a new name, so that the enricher is asked anew.</param>
internal sealed record StormDeed(int? Pause, StormEdit? Edit, bool Renames);

/// <summary>One round's script. Values come from a small pool, so that humans and we meet in the same ones.</summary>
internal sealed class StormScript
{
    public const string Vertical = "SuperOffice:83";
    public const string Summary = "SuperOffice:84";

    private static readonly string[] Verticals = ["Logistics", "Retail", "Software & IT"];
    private static readonly string[] Summaries = ["It moves goods.", "It sells goods.", "It writes software."];
    private static readonly string[] KillSteps = [Steps.BeforeIntend, Steps.AfterIntend, Steps.BeforePatch, Steps.AfterPatch, Steps.BeforeConfirm];
    private static readonly StormFault[] WireFaults =
        [StormFault.BreakBefore, StormFault.BreakBefore, StormFault.BreakAfter, StormFault.NoContent, StormFault.CutJson, StormFault.NullAnswer];

    private readonly Random _random;

    public StormScript(Random random)
    {
        _random = random;
        Answers = [.. Enumerable.Range(0, 12).Select(_ => (Of(Verticals), Of(Summaries)))];
        Deeds = [.. Enumerable.Range(0, random.Next(3, 8)).Select(_ => Deed())];
        Writes = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Write(Fault()))];
        if (Chance(0.1))
        {
            Writes[random.Next(Writes.Length)] = Write(Chance(0.7) ? StormFault.FreezeAtGate : StormFault.FreezeAtWire);
        }
    }

    /// <summary>What the enricher says, one after the other.</summary>
    public (string Vertical, string Summary)[] Answers { get; }

    public StormDeed[] Deeds { get; }

    /// <summary>What happens to the first writes; later ones go well.</summary>
    public StormWrite[] Writes { get; }

    public override string ToString() =>
        $"  answers {string.Join(", ", Answers)}\n  writes\n    {string.Join("\n    ", (object[])Writes)}\n  deeds\n    {string.Join("\n    ", (object[])Deeds)}";

    private StormDeed Deed()
    {
        int? pause = Chance(0.5) ? null : _random.Next(150);
        return _random.Next(10) switch
        {
            < 4 => new StormDeed(pause, null, Renames: true),
            < 9 => new StormDeed(pause, Edit(), Renames: false),
            _ => new StormDeed(pause, null, Renames: false),
        };
    }

    private StormWrite Write(StormFault fault) => new(
        fault,
        fault == StormFault.Kill ? Of(KillSteps) : null,
        Chance(0.15) ? Edit() : null,
        fault != StormFault.None && Chance(0.5) ? Edit() : null,
        FrozenLong: fault is StormFault.FreezeAtGate or StormFault.FreezeAtWire && Chance(0.7));

    private StormFault Fault() => _random.Next(20) switch
    {
        < 9 => StormFault.None,
        < 16 => Of(WireFaults),
        _ => StormFault.Kill,
    };

    private StormEdit Edit()
    {
        var (field, pool, own) = _random.Next(10) switch
        {
            < 5 => (Vertical, Verticals, "Automotive"),
            < 9 => (Summary, Summaries, "A human's own words."),
            _ => ("phone", ["+41 61 555 01 01", "+41 61 555 01 02"], "+41 61 555 01 03"),
        };
        var value = _random.Next(10) switch
        {
            < 3 when field != "phone" => "=",
            < 7 => Of(pool),
            7 => own,
            _ => "",
        };
        return new StormEdit(field, value, _random.Next(11, 14));
    }

    private bool Chance(double share) => _random.NextDouble() < share;

    private T Of<T>(T[] pool) => pool[_random.Next(pool.Length)];
}
