using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Logging;

/// <summary>Limits to what may be logged that configuration cannot lift.</summary>
internal static class LoggerFilterRules
{
    /// <summary>
    /// Puts the limit into every rule. A rule of its own would not do: the most specific rule wins, so configuration could name a longer
    /// category or a provider and lower the level again.
    /// </summary>
    /// <param name="options">The rules, complete.</param>
    /// <param name="mayWrite">Whether a provider, by the name of its type, may write a line of this category and level where a rule would allow it.</param>
    public static void Restrain(this LoggerFilterOptions options, Func<string?, string?, LogLevel, bool> mayWrite)
    {
        var rules = options.Rules.ToList();
        if (!rules.Exists(rule => rule.ProviderName is null && rule.CategoryName is null))
        {
            // Stands in for MinLevel, which applies where no rule matches and has no filter.
            rules.Insert(0, new LoggerFilterRule(null, null, options.MinLevel, null));
        }

        options.Rules.Clear();
        foreach (var rule in rules)
        {
            options.Rules.Add(new LoggerFilterRule(
                rule.ProviderName,
                rule.CategoryName,
                rule.LogLevel,
                (provider, category, level) => mayWrite(provider, category, level) && rule.Filter?.Invoke(provider, category, level) != false));
        }
    }
}
