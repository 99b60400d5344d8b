using System.CommandLine;

namespace Connector.Cli.Completion;

/// <summary>
/// The script by which a shell completes the command's words: it asks the command itself, by the directive <c>[suggest:position]</c> of System.CommandLine.
/// </summary>
internal sealed class CompletionCommand : Command
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            # connector completion bash >> ~/.bashrc
            _connector() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(connector "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -F _connector connector
            """,
        ["zsh"] = """
            # connector completion zsh >> ~/.zshrc
            _connector() {
                local -a words_of_connector
                words_of_connector=("${(@f)$(connector "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a words_of_connector
            }
            autoload -Uz compinit && compinit
            compdef _connector connector
            """,
        ["pwsh"] = """
            # connector completion pwsh >> $PROFILE
            Register-ArgumentCompleter -Native -CommandName connector -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                connector "[suggest:$cursorPosition]" "$commandAst" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh or pwsh." };

    public CompletionCommand() : base(
        "completion", "Prints the script by which a shell completes this command's words. The command must be on PATH as connector.")
    {
        _shell.CompletionSources.Add([.. Scripts.Keys]);
        _shell.Validators.Add(result =>
        {
            if (!Scripts.ContainsKey(result.Tokens[0].Value))
            {
                result.AddError($"There is no script for {result.Tokens[0].Value}: there are {string.Join(", ", Scripts.Keys)}.");
            }
        });
        Add(_shell);
        SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(Scripts[parsed.GetRequiredValue(_shell)]));
    }
}
