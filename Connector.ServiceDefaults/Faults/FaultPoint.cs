using System.Globalization;
using System.Text.RegularExpressions;

namespace Connector.ServiceDefaults.Faults;

/// <summary>One fault: what happens at which step, and when.</summary>
/// <param name="Step">The step.</param>
/// <param name="Effect">What happens there.</param>
/// <param name="For">For <see cref="FaultEffect.Delay"/>: how long.</param>
/// <param name="OnHit">Only when the process comes to the step for this time, counted from 1; null: each time.</param>
/// <param name="Chance">0 to 1: how probable it is then.</param>
internal sealed partial record FaultPoint(string Step, FaultEffect Effect, TimeSpan For, int? OnHit, double Chance)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>Reads a fault as <see cref="FaultOptions.Points"/> spells it.</summary>
    /// <returns>Null if it cannot be read, or names no step that there is.</returns>
    public static FaultPoint? TryParse(string text)
    {
        if (Spelling().Match(text) is not { Success: true } match || !Steps.All.Contains(match.Groups["step"].Value))
        {
            return null;
        }

        var effect = Enum.Parse<FaultEffect>(match.Groups["effect"].Value, ignoreCase: true);
        var delay = TimeSpan.Zero;
        if (match.Groups["for"] is { Success: true, Value: var time })
        {
            if (!TimeSpan.TryParse(time, CultureInfo.InvariantCulture, out delay))
            {
                return null;
            }
        }

        int? hit = match.Groups["hit"] is { Success: true, Value: var number } ? int.Parse(number, CultureInfo.InvariantCulture) : null;
        var chance = match.Groups["chance"] is { Success: true, Value: var share } ? double.Parse(share, CultureInfo.InvariantCulture) : 1;
        var fits = delay >= TimeSpan.Zero && delay <= LongestDelay && delay > TimeSpan.Zero == (effect == FaultEffect.Delay) && chance <= 1;
        return fits ? new FaultPoint(match.Groups["step"].Value, effect, delay, hit, chance) : null;
    }

    [GeneratedRegex(
        @"^(?<step>[a-z.-]+) (?<effect>crash|stop|delay|throw)( for (?<for>[0-9:.]+))?( on hit (?<hit>[1-9][0-9]{0,8}))?( with chance (?<chance>[01]|0\.[0-9]{1,9}))?$")]
    private static partial Regex Spelling();
}
