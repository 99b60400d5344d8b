#:property PublishAot=false

// Asks the tests about every mutant of a Stryker report once more, in a process of its own. Stryker's runner for Microsoft.Testing.Platform lets its test
// processes live on (stryker-mutator/stryker-net#3695, #3742), so that what one mutant has put into a static field also fails the tests of the next, which is then
// called killed. The mutated assembly takes the number of the active mutant from the environment variable that STRYKER_MUTANT_ID_CONTROL_VAR names.
//
//   dotnet run eng/confirm-mutants.cs {mutation-report.json} {test program} {score to reach, in %}
//
// A mutant is killed if the tests fail or take longer than a minute; all others survive. Prints the survivors and the score.
// Exits 1 below the score, 2 if the tests fail without a mutant or the report has no mutants.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

var (report, program, least) = (args[0], args[1], double.Parse(args[2], CultureInfo.InvariantCulture));
if (!await Pass(program, "-1"))
{
    Console.Error.WriteLine("The tests fail without any mutant; nothing can be said.");
    return 2;
}

var (killed, survived, revised) = (0, 0, 0);
using var document = JsonDocument.Parse(await File.ReadAllTextAsync(report));
var classes = ClassesOf(document.RootElement);
foreach (var file in document.RootElement.GetProperty("files").EnumerateObject())
{
    var source = file.Value.GetProperty("source").GetString()!.Split('\n');
    foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
    {
        var status = mutant.GetProperty("status").GetString();
        if (status is not ("Killed" or "Survived" or "Timeout" or "NoCoverage"))
        {
            continue; // It does not compile, or is left out by the settings.
        }

        // First the class that is said to kill it, because that is quick; then all, because it may be another.
        var id = mutant.GetProperty("id").GetString()!;
        var killer = mutant.TryGetProperty("killedBy", out var tests) && tests.GetArrayLength() > 0 ? classes.GetValueOrDefault(tests[0].GetString()!) : null;
        var survives = (killer is null || await Pass(program, id, "-class", killer)) && await Pass(program, id);
        (killed, survived) = survives ? (killed, survived + 1) : (killed + 1, survived);
        revised += survives == (status is "Killed" or "Timeout") ? 1 : 0;
        if (survives)
        {
            var line = mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32();
            Console.WriteLine($"survived  {Path.GetFileName(file.Name)}:{line} {source[line - 1].Trim()}  =>  {mutant.GetProperty("replacement").GetString()}");
        }
    }
}

if (killed + survived == 0)
{
    Console.Error.WriteLine($"{report} has no mutants that were tested.");
    return 2;
}

var score = 100.0 * killed / (killed + survived);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{killed} of {killed + survived} mutants killed, each in a process of its own: {score:F1} % (to reach: {least} %); {revised} of Stryker's verdicts revised"));
return score >= least ? 0 : 1;

// The class of each test, by the test's id.
static Dictionary<string, string> ClassesOf(JsonElement report) => (
    from file in report.GetProperty("testFiles").EnumerateObject()
    from test in file.Value.GetProperty("tests").EnumerateArray()
    let name = test.GetProperty("name").GetString()!.Split('(')[0]
    select (Id: test.GetProperty("id").GetString()!, Class: name[..Math.Max(0, name.LastIndexOf('.'))])).ToDictionary(t => t.Id, t => t.Class);

// Whether the tests, or those of one class, pass with this mutant.
static async Task<bool> Pass(string program, string mutant, params string[] filter)
{
    var start = new ProcessStartInfo(program, ["-noColor", "-stopOnFail", .. filter]) { RedirectStandardOutput = true, RedirectStandardError = true };
    start.Environment["STRYKER_MUTANT_ID_CONTROL_VAR"] = "ACTIVE_MUTANT";
    start.Environment["ACTIVE_MUTANT"] = mutant;
    using var tests = Process.Start(start)!;
    using var end = new CancellationTokenSource(TimeSpan.FromMinutes(1));
    try
    {
        await Task.WhenAll(tests.StandardOutput.ReadToEndAsync(end.Token), tests.StandardError.ReadToEndAsync(end.Token), tests.WaitForExitAsync(end.Token));
        return tests.ExitCode == 0;
    }
    catch (OperationCanceledException)
    {
        tests.Kill(entireProcessTree: true);
        return false;
    }
}
