using System.Globalization;
using Connector.SuperOffice.Fields;

namespace Connector.Cli.Discovery;

/// <summary>A part of what is shown of a survey: a table with its heading, and remarks below it.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Columns">Heads; one that begins with <c>#</c> is of numbers.</param>
/// <param name="Rows">The table's rows.</param>
/// <param name="Notes">Sentences.</param>
internal sealed record Section(string Title, string[] Columns, IReadOnlyList<string[]> Rows, params IReadOnlyList<string> Notes)
{
    private const int MostOfValue = 60;

    /// <summary>The parts of a survey, in the order in which somebody reads them who maps fields.</summary>
    public static IEnumerable<Section> Of(Survey survey)
    {
        foreach (var entity in survey.Fields.GroupBy(field => field.Entity))
        {
            yield return new($"Fields of {entity.Key}", ["ProgId", "label", "type", "#length", "list", ""], [.. entity.Select(RowOf)]);
        }

        yield return new(
            $"The list behind the vertical, {survey.Vertical ?? "which no field is proposed for"}",
            ["route", "#items", "why not"],
            [.. survey.VerticalRoutes.Select(route => new[] { route.Route, Number(route.Items), route.Problem })],
            survey.VerticalRoutes.Count > 0 && survey.VerticalRoutes.All(route => route.Items is null)
                ? ["No route leads to its items: the vertical is written as text where its field is one, and not at all where it is a list."]
                : []);
        yield return new(
            "Lists", ["#id", "name", "among MDO lists", "#items", "used by fields"],
            [.. survey.Lists.Select(list => new[] { Number(list.Id), list.Name, list.Kind, Number(list.Count), list.IsUsedByFields ? "yes" : "" })],
            [.. survey.Lists.Select(list => $"{list.Name}: {ItemsOf(list)}")]);
        yield return Keyed("Consent purposes, for Tenant__Persons__ConsentPurposes__0", survey.ConsentPurposes);
        yield return Keyed("Legal bases, for Tenant__Persons__WithdrawnLegalBases__0", survey.LegalBases);
        yield return Keyed("Categories, for CONNECTOR_SCOPE as category:1", survey.Categories);
        yield return new(
            "Owners, for Tenant__Owners__0 and CONNECTOR_SCOPE as owner:ANNA", ["#associate", "short name", "name"],
            [.. survey.Owners.Select(owner => new[] { Number(owner.AssociateId), owner.Name, owner.FullName })]);
        yield return new(
            "Values of some companies", ["#contact", "company", "owner", "field", "value"], [.. survey.Samples.Select(RowOf)]);
    }

    private static Section Keyed(string title, IReadOnlyList<KeyedItem> items) =>
        items.Any(item => item.Key.Length > 0)
            ? new(title, ["#id", "key", "name"], [.. items.Select(item => new[] { Number(item.Id), item.Key, item.Name })])
            : new(title, ["#id", "name"], [.. items.Select(item => new[] { Number(item.Id), item.Name })]);

    private static string[] RowOf(SurveyedField field) =>
    [
        field.ProgId, field.Label, field.Type.ToString(), field.Length > 0 ? Number(field.Length) : "", field.ListName ?? "",
        string.Join(
            ", ",
            new[] { field.IsMandatory ? "mandatory" : "", field.IsReadOnly ? "read-only" : "", field.IsAmbiguous ? "several of this ProgId" : "" }.Where(one => one.Length > 0)),
    ];

    private static string[] RowOf(SampleValue value) =>
        [Number(value.ContactId), value.Company, value.Owner, value.ProgId.Length > 0 ? $"{value.Label} ({value.ProgId})" : "", value.ProgId.Length > 0 ? Short(value.Value) : "no field is filled"];

    private static string ItemsOf(SurveyedList list)
    {
        var shown = string.Join(", ", list.Items.Select(item => $"{item.Name} ({item.Id})"));
        return list.Count is null ? "cannot be found"
            : list.Count > list.Items.Count ? $"{shown}, and {list.Count - list.Items.Count} more: --all"
            : shown;
    }

    private static string Short(string text) => text.Length <= MostOfValue ? text : text[..MostOfValue] + "…";

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "–";
}
