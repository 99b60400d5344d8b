namespace Connector.Worker.Tests.Day;

/// <summary>What somebody does to a record, what the CRM tells of it, and what an observer would call it.</summary>
/// <param name="At">When, since the day's beginning.</param>
/// <param name="Cause">What it is, for the table of what was asked for it.</param>
/// <param name="Entity">The kind of the record: contact or person.</param>
/// <param name="Id">The record's id; a known company's only person has the company's.</param>
/// <param name="Verb">What the event says that happened.</param>
/// <param name="By">Who does it.</param>
/// <param name="Columns">What changed by the event.</param>
/// <param name="Edit">The change.</param>
internal sealed record Deed(TimeSpan At, string Cause, string Entity, int Id, string Verb, int By, string[] Columns, Action<DayCrm> Edit);

/// <summary>
/// One tenant's day from a seed: 300 companies that are known, of which some are edited in working hours; an import of 40 more, each edited three
/// times, by a program (within 1.8 s of each other) or by hand (within 40 s); all in the CRM's own words, where a website's change may name housekeeping columns only.
/// </summary>
internal static class DayScript
{
    public const int Known = 300;

    private static readonly string[] Silent = ["contact_id", "updated", "updated_associate_id"];

    /// <summary>The day, in order.</summary>
    public static IReadOnlyList<Deed> Of(int seed, bool importByHand)
    {
        var dice = new Random(seed);
        var day = new List<Deed>();
        for (var i = 1; i <= 40; i++)
        {
            Import(dice, day, importByHand, Known + i, TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(3 * i));
        }

        for (var i = 0; i < 150; i++)
        {
            var city = $"City {i}";
            day.Add(dice.Next(10) < 6
                ? OfContact(dice, "phone", Silent, c => c)
                : OfContact(dice, "city", Silent, c => c with { City = city }));
        }

        for (var i = 0; i < 60; i++)
        {
            var saved = Rename(dice, i);
            // A third is saved twice, the first time with a slip.
            if (i % 10 is 2 or 5 or 8 || i % 30 == 3)
            {
                day.Add(saved with { Edit = crm => Slip(crm, saved), At = saved.At - TimeSpan.FromSeconds(dice.Next(5, 55)) });
            }

            day.Add(saved);
        }

        for (var i = 0; i < 40; i++)
        {
            var (id, title) = (dice.Next(1, Known + 1), $"Head of {i}");
            day.Add(new Deed(
                WorkingHours(dice), "title", "person", id, "changed", By(dice), ["person_id", "updated", "title"], crm => crm.Edit(id, (DayPerson p) => p with { Title = title })));
        }

        for (var i = 0; i < 25; i++)
        {
            var (text, vertical) = ($"A human's words {i}", i % 5 == 0 ? $"Vertical {i}" : null);
            day.Add(OfContact(
                dice, vertical is null ? "field" : "vertical", [.. Silent, "userdef_id"], c => c with { Summary = text, Vertical = vertical ?? c.Vertical }));
        }

        return [.. day.OrderBy(d => d.At)];
    }

    private static void Import(Random dice, List<Deed> day, bool byHand, int id, TimeSpan at)
    {
        var by = By(dice);
        day.Add(New("contact", "created", [], _ => { }));
        at += Pause();
        day.Add(New("contact", "changed", [.. Silent, "name", "soundEx"], crm => crm.Edit(id, (DayCompany c) => c with { Name = $"Imported Company {id} AG" })));
        at += Pause();
        day.Add(New("contact", "changed", [.. Silent, "urls"], crm => crm.Edit(id, (DayCompany c) => c with { Website = $"www.imported-{id}.example" })));
        at += Pause();
        day.Add(New("contact", "changed", [.. Silent, "userdef_id"], crm => crm.Edit(id, (DayCompany c) => c with { Summary = "Imported." })));

        TimeSpan Pause() => byHand ? TimeSpan.FromSeconds(dice.Next(5, 40)) : TimeSpan.FromMilliseconds(dice.Next(200, 1800));

        Deed New(string entity, string verb, string[] columns, Action<DayCrm> edit) => new(at, "import", entity, id, verb, by, columns, edit);
    }

    private static Deed Rename(Random dice, int i) => (i % 10) switch
    {
        // Another spelling of the same.
        0 => OfContact(dice, "spelling", [.. Silent, "name"], c => c with { Name = c.Name.ToUpperInvariant() }),
        1 => OfContact(dice, "spelling", [.. Silent, "urls"], c => c with { Website = $"https://{c.Website}/" }),
        // Its own row: nothing but that something was saved.
        2 => OfContact(dice, "website", Silent, c => c with { Website = $"www.other-{i}.example" }),
        < 6 => OfContact(dice, "website", [.. Silent, "urls"], c => c with { Website = $"www.other-{i}.example" }),
        _ => OfContact(dice, "name", [.. Silent, "name", "soundEx"], c => c with { Name = $"Renamed Number {i} GmbH" }),
    };

    private static void Slip(DayCrm crm, Deed saved)
    {
        saved.Edit(crm);
        crm.Edit(saved.Id, (DayCompany c) => saved.Cause == "name" ? c with { Name = $"{c.Name} Slip" } : c with { Website = $"{c.Website}/slip" });
    }

    private static Deed OfContact(Random dice, string cause, string[] columns, Func<DayCompany, DayCompany> edit)
    {
        var id = dice.Next(1, Known + 1);
        return new Deed(WorkingHours(dice), cause, "contact", id, "changed", By(dice), columns, crm => crm.Edit(id, edit));
    }

    private static TimeSpan WorkingHours(Random dice) => TimeSpan.FromHours(1) + TimeSpan.FromSeconds(dice.Next(8 * 3600));

    private static int By(Random dice) => 11 + dice.Next(3);
}
