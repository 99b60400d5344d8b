namespace Connector.Sandbox.Tenant.Search;

/// <summary>One condition of a filter: a column, an operator as written, and the operator's values.</summary>
internal sealed record FilterTerm(string Column, string Operator, IReadOnlyList<string> Values)
{
    private const int MaxTerms = 20;

    /// <summary>Reads <c>column operator value</c>, or <c>column operator (value, value)</c>, joined by <c>and</c>.</summary>
    /// <exception cref="TenantException">400: anything else, <c>or</c> and brackets around conditions included.</exception>
    public static IReadOnlyList<FilterTerm> Read(string filter)
    {
        var tokens = new Queue<FilterToken>(FilterTokens.Read(filter));
        List<FilterTerm> terms = [];
        while (true)
        {
            terms.Add(new(Word(tokens, "a column"), Word(tokens, "an operator"), Operand(tokens)));
            if (tokens.Count == 0)
            {
                return terms;
            }

            if (!Word(tokens, "and").Equals("and", StringComparison.OrdinalIgnoreCase))
            {
                throw Unreadable("and");
            }

            if (terms.Count == MaxTerms)
            {
                throw TenantException.BadRequest($"$filter has more than {MaxTerms} conditions");
            }
        }
    }

    private static List<string> Operand(Queue<FilterToken> tokens)
    {
        if (!tokens.TryPeek(out var first) || !first.Is('('))
        {
            return [Value(tokens)];
        }

        List<string> values = [];
        do
        {
            tokens.Dequeue();
            values.Add(Value(tokens));
        }
        while (tokens.TryPeek(out var next) && next.Is(','));

        return tokens.TryDequeue(out var end) && end.Is(')') ? values : throw Unreadable(")");
    }

    private static string Value(Queue<FilterToken> tokens) =>
        tokens.TryDequeue(out var token) && token.Kind != FilterTokenKind.Mark ? token.Text : throw Unreadable("a value");

    private static string Word(Queue<FilterToken> tokens, string expected) =>
        tokens.TryDequeue(out var token) && token.Kind == FilterTokenKind.Word ? token.Text : throw Unreadable(expected);

    private static TenantException Unreadable(string expected) => TenantException.BadRequest($"$filter is not readable: {expected} is missing");
}
