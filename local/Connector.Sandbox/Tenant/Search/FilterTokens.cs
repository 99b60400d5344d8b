using System.Text;

namespace Connector.Sandbox.Tenant.Search;

/// <summary>What a piece of a filter is.</summary>
internal enum FilterTokenKind
{
    /// <summary>A column, an operator, a number: anything unquoted.</summary>
    Word,

    /// <summary>Text in quotation marks, unescaped.</summary>
    Quoted,

    /// <summary>One of <c>( ) ,</c>.</summary>
    Mark,
}

/// <summary>A piece of a filter.</summary>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text)
{
    public bool Is(char mark) => Kind == FilterTokenKind.Mark && Text[0] == mark;
}

/// <summary>Cuts a filter such as <c>name begins 'D\'Or' and contactId gt 5</c> into tokens.</summary>
internal static class FilterTokens
{
    /// <summary>Longest filter. A long list of ids fits; SuperOffice wants longer queries posted.</summary>
    private const int MaxLength = 4000;

    /// <exception cref="TenantException">400: too long, or a quotation that does not end.</exception>
    public static List<FilterToken> Read(string filter)
    {
        if (filter.Length > MaxLength)
        {
            throw TenantException.BadRequest($"$filter is longer than {MaxLength}");
        }

        List<FilterToken> tokens = [];
        for (var at = 0; at < filter.Length;)
        {
            var c = filter[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c is '(' or ')' or ',')
            {
                tokens.Add(new(FilterTokenKind.Mark, $"{c}"));
                at++;
            }
            else if (c == '=')
            {
                tokens.Add(new(FilterTokenKind.Word, "="));
                at++;
            }
            else
            {
                tokens.Add(c == '\'' ? Quoted(filter, ref at) : Word(filter, ref at));
            }
        }

        return tokens;
    }

    private static FilterToken Word(string filter, ref int at)
    {
        var start = at;
        while (at < filter.Length && !char.IsWhiteSpace(filter[at]) && filter[at] is not ('(' or ')' or ',' or '=' or '\''))
        {
            at++;
        }

        return new(FilterTokenKind.Word, filter[start..at]);
    }

    private static FilterToken Quoted(string filter, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < filter.Length; at++)
        {
            if (filter[at] == '\'')
            {
                at++;
                return new(FilterTokenKind.Quoted, text.ToString());
            }

            if (filter[at] == '\\' && at + 1 < filter.Length && filter[at + 1] == '\'')
            {
                at++;
            }

            text.Append(filter[at]);
        }

        throw TenantException.BadRequest("$filter has a quotation without an end");
    }
}
