using System.Globalization;

namespace Connector.Sandbox.Tenant.Search;

/// <summary>
/// The operators the sandbox knows, by kind of column. What is missing here is refused, so that nobody comes to rely on it;
/// <c>le</c> and <c>ge</c> fail in SuperOffice's own samples, so they are refused unless a switch says otherwise.
/// </summary>
internal static class FilterOperators
{
    private static readonly string[] Dates =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>The condition as a test of a column's value.</summary>
    /// <exception cref="TenantException">400: the operator does not suit the kind, or the value does not.</exception>
    public static Func<object, bool> Test(FilterTerm term, ColumnKind kind, bool orEqual) => kind switch
    {
        ColumnKind.Number => Number(term, orEqual),
        ColumnKind.Text => Text(term),
        ColumnKind.Date => Date(term),
        ColumnKind.Flag => Flag(term),
        _ => throw Unsupported(term),
    };

    private static Func<object, bool> Number(FilterTerm term, bool orEqual)
    {
        var values = term.Values.Select(value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : throw TenantException.BadRequest($"$filter compares {term.Column} with what is no number")).ToHashSet();
        if (term.Operator is "in" or "oneOf" or "associateIsOneOf")
        {
            return value => values.Contains((int)value);
        }

        if (term.Operator is "notOneOf" or "associateNotOneOf")
        {
            return value => !values.Contains((int)value);
        }

        if (term.Operator == "between" && term.Values.Count == 2)
        {
            var (least, most) = (int.Parse(term.Values[0], CultureInfo.InvariantCulture), int.Parse(term.Values[1], CultureInfo.InvariantCulture));
            return value => (int)value >= least && (int)value <= most;
        }

        var (operand, single) = (values.First(), term.Values.Count == 1);
        return (single, term.Operator) switch
        {
            (true, "eq" or "=" or "equals") => value => (int)value == operand,
            (true, "ne" or "unequals") => value => (int)value != operand,
            (true, "gt" or "greater") => value => (int)value > operand,
            (true, "lt" or "less") => value => (int)value < operand,
            (true, "ge") when orEqual => value => (int)value >= operand,
            (true, "le") when orEqual => value => (int)value <= operand,
            _ => throw Unsupported(term),
        };
    }

    private static Func<object, bool> Text(FilterTerm term)
    {
        if (term is { Operator: "between", Values: [var first, var last] })
        {
            return value => string.Compare((string)value, first, StringComparison.OrdinalIgnoreCase) >= 0
                && string.Compare((string)value, last, StringComparison.OrdinalIgnoreCase) <= 0;
        }

        var operand = Single(term);
        return term.Operator switch
        {
            "is" => value => ((string)value).Equals(operand, StringComparison.OrdinalIgnoreCase),
            "begins" => value => ((string)value).StartsWith(operand, StringComparison.OrdinalIgnoreCase),
            "contains" => value => ((string)value).Contains(operand, StringComparison.OrdinalIgnoreCase),
            "isNot" => value => !((string)value).Equals(operand, StringComparison.OrdinalIgnoreCase),
            "notBegins" => value => !((string)value).StartsWith(operand, StringComparison.OrdinalIgnoreCase),
            "notContains" => value => !((string)value).Contains(operand, StringComparison.OrdinalIgnoreCase),
            _ => throw Unsupported(term),
        };
    }

    /// <summary><c>before</c>, <c>after</c> and <c>between</c> compare days, their <c>…Time</c> twins points in time.</summary>
    private static Func<object, bool> Date(FilterTerm term)
    {
        if (term is { Operator: "between", Values: [var first, var last] })
        {
            var (from, until) = (Day(term, first), Day(term, last));
            return value => ((DateTimeOffset)value).UtcDateTime.Date >= from.Date && ((DateTimeOffset)value).UtcDateTime.Date <= until.Date;
        }

        var operand = Day(term, Single(term));
        return term.Operator switch
        {
            "before" => value => ((DateTimeOffset)value).UtcDateTime.Date < operand.Date,
            "after" => value => ((DateTimeOffset)value).UtcDateTime.Date > operand.Date,
            "beforeTime" => value => (DateTimeOffset)value < operand,
            "afterTime" => value => (DateTimeOffset)value > operand,
            _ => throw Unsupported(term),
        };
    }

    private static DateTimeOffset Day(FilterTerm term, string text) =>
        DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? day
            : throw TenantException.BadRequest($"$filter compares {term.Column} with what is no date");

    private static Func<object, bool> Flag(FilterTerm term) => (term.Operator, Single(term)) switch
    {
        ("set", "true" or "1") => value => (bool)value,
        ("set", "false" or "0") => value => !(bool)value,
        _ => throw Unsupported(term),
    };

    private static string Single(FilterTerm term) => term.Values.Count == 1 ? term.Values[0] : throw Unsupported(term);

    private static TenantException Unsupported(FilterTerm term) =>
        TenantException.BadRequest($"$filter: {term.Column} does not support this operator");
}
